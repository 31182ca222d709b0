// @ts-check
// Loaded before anything else, on whatever Node there is: nothing newer than ES2015 here.

/**
 * Compares Node's version with the lowest that works.
 * @param {string} current such as `v20.19.0`
 * @param {string} lowest such as `20.19`
 * @returns {string | undefined} the sentence to print when it is too old
 */
export function nodeVersionProblem(current, lowest) {
  const have = current.replace(/^v/, '').split('.').map(Number);
  const need = lowest.split('.').map(Number);
  const differing = need.findIndex((part, index) => part !== have[index]);
  if (differing === -1 || Number(have[differing]) > Number(need[differing])) return undefined;
  return `Sluice needs Node ${lowest} or newer, and this is ${current}. Install a newer one from https://nodejs.org and try again.`;
}
