/** Tells whether somebody looked at more of an object than was thought. */

/** The same object, but reading a property that is not among `open` calls `onLook` first. */
export const watched = <T extends object>(target: T, open: ReadonlySet<PropertyKey>, onLook: () => void): T =>
  new Proxy(target, {
    get(object, name) {
      if (!open.has(name)) onLook();
      return Reflect.get(object, name);
    },
  });
