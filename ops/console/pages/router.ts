import { useEffect, useState } from 'preact/hooks'

export type Parameters = Readonly<Record<string, string>>

export interface Place {
  readonly path: string
  readonly query: Parameters
}

/** Where the address bar says that we are, now: what was drawn may be older by a moment. */
export const here = (): Place => ({
  path: location.pathname,
  query: Object.fromEntries(new URLSearchParams(location.search)),
})

const MOVED = 'console:moved'

/** Goes to another page of the console without loading it anew. */
export function go(address: string, replaces = false): void {
  if (replaces) history.replaceState(null, '', address)
  else history.pushState(null, '', address)
  window.dispatchEvent(new Event(MOVED))
}

/** The place, and drawn again with each move. Clicks on links to other pages are taken here, too. */
export function usePlace(): Place {
  const [place, setPlace] = useState(here)
  useEffect(() => {
    const onMove = () => setPlace(here())
    const onClick = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest('a') : null
      const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
      // A link in a picture has other properties than one in the text; both have the attribute.
      const given = link?.getAttribute('href')
      if (!link || !given || !isPlain || event.defaultPrevented || link.getAttribute('target')) return
      const address = new URL(given, location.href)
      if (address.origin !== location.origin || address.hash) return
      event.preventDefault()
      go(address.pathname + address.search)
      window.scrollTo(0, 0)
      // Moves the focus to the new content, for people who use a screen reader or the keyboard.
      document.getElementById('main')?.focus({ preventScroll: true })
    }
    window.addEventListener('popstate', onMove)
    window.addEventListener(MOVED, onMove)
    document.addEventListener('click', onClick)
    return () => {
      window.removeEventListener('popstate', onMove)
      window.removeEventListener(MOVED, onMove)
      document.removeEventListener('click', onClick)
    }
  }, [])
  return place
}

/** @returns the parts of the path that the pattern names, e.g. `/letters/:consumer/:id`, decoded; nothing if it is another one. */
export function match(pattern: string, path: string): Parameters | undefined {
  const [wanted, given] = [pattern.split('/'), path.split('/')]
  if (wanted.length !== given.length) return undefined
  const parameters: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? ''
    if (part.startsWith(':')) parameters[part.slice(1)] = decoded(value)
    else if (part !== value) return undefined
  }
  return parameters
}

/** Ids hold whatever somebody gave them: slashes and percent signs, too. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
