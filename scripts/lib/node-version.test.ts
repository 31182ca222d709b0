import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nodeVersionProblem } from './node-version.mjs';

describe('nodeVersionProblem', () => {
  it.each(['v20.19.0', 'v20.20.2', 'v22.0.0', 'v100.1.0'])('D-01 %s will do', (version) => {
    expect(nodeVersionProblem(version, '20.19')).toBeUndefined();
  });

  it.each(['v18.20.4', 'v20.9.0', 'v20.18.3', 'v4.0.0'])(
    'D-01 %s is too old, and the sentence says what to do',
    (version) => {
      const problem = nodeVersionProblem(version, '20.19');
      expect(problem).toContain(`needs Node 20.19 or newer, and this is ${version}`);
      expect(problem).toContain('https://nodejs.org');
    },
  );

  it.each(['start.mjs', 'test.mjs'])('%s asks for what package.json promises', (script) => {
    const { engines } = JSON.parse(fs.readFileSync('package.json', 'utf8'));
    expect(fs.readFileSync(`scripts/${script}`, 'utf8')).toContain(`'${engines.node.replace('>=', '')}'`);
  });
});
