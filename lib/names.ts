/** `order-view` → `OrderView`: the form of construct ids, logical ids and output names. */
export const pascalCase = (name: string): string =>
  name.replace(/(?:^|-)([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase())
