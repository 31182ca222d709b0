import { describe, expect, it } from 'vitest';
import { createTestClock } from '../../../tests/support/test-clock.ts';
import { createCallWindow } from './call-window.ts';
import { createCircuitBreaker } from './circuit-breaker.ts';

function breakerOf() {
  const clock = createTestClock();
  const window = createCallWindow(clock);
  const breaker = createCircuitBreaker(clock, window);
  const call = (failed: boolean, times = 1): void => {
    for (let made = 0; made < times; made += 1) {
      window.record(failed, 10);
      breaker.record(failed);
    }
  };
  return { clock, window, breaker, fail: (times = 1) => call(true, times), answer: (times = 1) => call(false, times) };
}

describe('R-01 the circuit breaker of an endpoint', () => {
  it('opens after failures in a row, and not after as many among answers', () => {
    const { breaker, fail, answer } = breakerOf();
    fail(4);
    answer();
    fail(4);
    expect(breaker.state()).toBe('closed');
    fail();
    expect(breaker.state()).toBe('open');
  });

  it('opens when half of the recent calls failed, and forgets those that are long past', () => {
    const { clock, breaker, fail, answer } = breakerOf();
    for (let round = 0; round < 9; round += 1) {
      fail();
      answer();
    }
    clock.pass(30_001);
    fail();
    expect(breaker.state()).toBe('closed');
    for (let round = 0; round < 10; round += 1) {
      answer();
      fail();
    }
    expect(breaker.state()).toBe('open');
  });

  it('is half open after its pause, closes at an answer and forgets, or opens for twice as long', () => {
    const { clock, window, breaker, fail, answer } = breakerOf();
    fail(5);
    clock.pass(999);
    answer();
    expect(breaker.state()).toBe('open');
    clock.pass(1);
    expect(breaker.state()).toBe('half-open');
    fail();
    clock.pass(1_999);
    expect(breaker.state()).toBe('open');
    clock.pass(1);
    answer();
    expect([breaker.state(), window.calls()]).toEqual(['closed', 0]);
  });

  it('pauses for ten seconds at the most, and for one again after a calm minute', () => {
    const { clock, breaker, fail, answer } = breakerOf();
    const pauseOf = (): number => {
      let pause = 0;
      for (; breaker.state() === 'open'; pause += 1_000) clock.pass(1_000);
      return pause;
    };
    fail(5);
    const pauses = Array.from({ length: 6 }, () => {
      const pause = pauseOf();
      fail();
      return pause;
    });
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
    pauseOf();
    answer();
    clock.pass(60_000);
    fail(5);
    expect(pauseOf()).toBe(1_000);
  });
});

describe('R-01 how an endpoint’s calls went', () => {
  it('tells the share of failures, and the times of answers alone', () => {
    const { window } = breakerOf();
    expect([window.errorRate(), window.latencyMs(0.5)]).toEqual([0, null]);
    for (let milliseconds = 1; milliseconds <= 90; milliseconds += 1) window.record(false, milliseconds);
    for (let failed = 0; failed < 10; failed += 1) window.record(true, 5_000);
    expect([window.errorRate(), window.latencyMs(0.5), window.latencyMs(0.95)]).toEqual([0.1, 45, 86]);
  });

  it('keeps the newest calls', () => {
    const { window } = breakerOf();
    for (let made = 0; made < 1_000; made += 1) window.record(made < 500, 1);
    expect([window.errorRate(), window.calls() <= 256]).toEqual([0, true]);
  });
});
