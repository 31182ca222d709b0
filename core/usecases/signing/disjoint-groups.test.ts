import { expect, it } from 'vitest';
import { disjointGroups } from './disjoint-groups.ts';

const groups = (...items: string[]) => disjointGroups(items, (item) => [...item]).map((group) => group.join(' '));

it('E-04 no two items of a group share a key, and those that do keep their order', () => {
  expect(groups()).toEqual([]);
  expect(groups('a', 'b', 'c')).toEqual(['a b c']);
  expect(groups('ab', 'bc', 'cd', 'a')).toEqual(['ab', 'bc a', 'cd']);
  expect(groups('a', 'a', 'a', 'b')).toEqual(['a b', 'a', 'a']);
});
