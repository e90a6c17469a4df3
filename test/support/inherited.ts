/** What an object has from above: every name that could be taken for one of its own. */
export function inheritedNames(object: unknown): string[] {
  const names: string[] = [];
  for (let above: unknown = Object.getPrototypeOf(object); above !== null; above = Object.getPrototypeOf(above))
    names.push(...Object.getOwnPropertyNames(above));
  return names;
}
