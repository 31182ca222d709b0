import { CombinedError } from 'urql';
import { describe, expect, it } from 'vitest';
import { problemOf } from './errors.ts';

const refused = (message: string, extensions: Record<string, unknown>): CombinedError =>
  new CombinedError({ graphQLErrors: [{ message, extensions }] });

describe('U-10 problemOf', () => {
  it("keeps the server's sentence, its code and the field at fault", () => {
    const error = refused('There is already an account for this e-mail', { code: 'EMAIL_TAKEN', field: 'input.email' });
    expect(problemOf(error)).toEqual({
      code: 'EMAIL_TAKEN',
      sentence: 'There is already an account for this e-mail.',
      field: 'input.email',
    });
  });

  it('says what it means here where that is more than the code tells', () => {
    expect(problemOf(refused('Sign in first', { code: 'UNAUTHENTICATED' })).sentence).toContain('session has ended');
  });

  it('tells when nobody answers', () => {
    const error = new CombinedError({ networkError: new Error('fetch failed') });
    expect(problemOf(error)).toMatchObject({ code: 'NETWORK', field: null });
  });
});
