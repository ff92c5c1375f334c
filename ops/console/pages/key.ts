const NAME = 'console-key'
const IN_ADDRESS = /^#key=([\w-]+)$/

/**
 * The address by which a browser is let in has a key behind its `#`. It is kept for this origin, so that other tabs and later visits have it, and
 * no server on another port; and it is taken out of the address, which people share.
 */
export function takeKey(): void {
  const [, key] = IN_ADDRESS.exec(location.hash) ?? []
  if (key === undefined) return
  localStorage.setItem(NAME, key)
  history.replaceState(null, '', location.pathname + location.search)
}

/** Nothing that the server takes, where this browser was not let in. */
export const ownKey = (): string => localStorage.getItem(NAME) ?? 'none'
