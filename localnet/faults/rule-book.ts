import { type Effect, type EffectKind, type EffectOf, endsCall, methodsConcerned, type Rule, SOCKET } from './rule.ts';

interface Entry {
  readonly id: string;
  readonly rule: Rule;
  readonly setAtSlot: number;
  readonly matchesMethod: (method: string) => boolean;
  hits: number;
}

/** A rule as the switchboard lists it. */
export interface RuleReport {
  readonly id: string;
  readonly rule: Rule;
  readonly setAtSlot: number;
  /** Calls it has struck. */
  readonly hits: number;
  /** False once its count or its slots are spent. It stays listed until it is removed. */
  readonly active: boolean;
}

/** The rules that are set, who is struck by them, and how often. */
export class RuleBook {
  readonly #entries = new Map<string, Entry>();
  readonly #currentSlot: () => number;
  readonly random: () => number;
  #nextId = 1;

  constructor(currentSlot: () => number, random: () => number) {
    this.#currentSlot = currentSlot;
    this.random = random;
  }

  /** Sets a rule and returns its id. Rules strike in the order they were set. */
  add(rule: Rule): string {
    const id = String(this.#nextId);
    this.#nextId += 1;
    const matchesMethod = methodMatcher(rule);
    this.#entries.set(id, { id, rule, setAtSlot: this.#currentSlot(), matchesMethod, hits: 0 });
    return id;
  }

  /** Takes a rule away; false when it was not there. */
  remove(id: string): boolean {
    return this.#entries.delete(id);
  }

  clear(): void {
    this.#entries.clear();
  }

  list(): RuleReport[] {
    return [...this.#entries.values()].map((entry) => {
      const { id, rule, setAtSlot, hits } = entry;
      return { id, rule, setAtSlot, hits, active: this.#isActive(entry) };
    });
  }

  /**
   * The effects (of one kind, if named) that strike one call. A rule draws its chance and spends its count here; those
   * after one that ends the call before it runs are not asked.
   */
  strike(endpoint: number, method: string, kind?: EffectKind): Effect[] {
    if (this.#entries.size === 0) return [];
    const struck: Effect[] = [];
    for (const entry of this.#entries.values()) {
      const { effect } = entry.rule;
      if ((kind !== undefined && effect.kind !== kind) || !this.#strikes(entry, endpoint, method)) continue;
      entry.hits += 1;
      struck.push(effect);
      if (endsCall(effect)) break;
    }
    return struck;
  }

  #strikes(entry: Entry, endpoint: number, method: string): boolean {
    const { rule } = entry;
    if (rule.endpoint !== null && rule.endpoint !== endpoint) return false;
    if (!entry.matchesMethod(method) || !this.#isActive(entry)) return false;
    return rule.probability === 1 || this.random() < rule.probability;
  }

  #isActive({ rule: { count, forSlots }, setAtSlot, hits }: Entry): boolean {
    if (count !== null && hits >= count) return false;
    return forSlots === null || this.#currentSlot() < setAtSlot + forSlots;
  }
}

/** The effects of one kind. */
export function effectsOf<K extends EffectKind>(effects: readonly Effect[], kind: K): EffectOf<K>[] {
  return effects.filter((effect): effect is EffectOf<K> => effect.kind === kind);
}

function methodMatcher({ effect, methods }: Rule): (method: string) => boolean {
  const concerned = methodsConcerned(effect);
  const patterns = methods?.map(globToPattern) ?? null;
  return (method) =>
    (concerned === null ? method !== SOCKET : concerned.includes(method)) &&
    (patterns === null || patterns.some((pattern) => pattern.test(method)));
}

function globToPattern(glob: string): RegExp {
  const literal = glob.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`);
}
