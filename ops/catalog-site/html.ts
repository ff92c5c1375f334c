/** Text that is HTML already. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Part = string | number | Html | undefined | false | readonly Part[]

/** A template of HTML: whatever is put in is text, unless it is {@link Html} itself. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(strings.reduce((all, string, at) => all + written(parts[at - 1]) + string))

const written = (part: Part): string => {
  if (part === undefined || part === false) return ''
  if (part instanceof Html) return part.text
  if (typeof part === 'object') return part.map(written).join('')
  return escapeHtml(String(part))
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')

/** An id for links within the page. */
export const anchor = (kind: string, name: string): string => `${kind}-${name.replaceAll(/[^A-Za-z0-9]+/g, '-')}`

/** A link to an entry of the page. */
export const link = (kind: string, name: string): Html => html`<a href="#${anchor(kind, name)}">${name}</a>`

export const links = (kind: string, names: readonly string[]): Html =>
  names.length === 0 ? html`nobody` : html`${names.map((name, at) => html`${at > 0 && ', '}${link(kind, name)}`)}`
