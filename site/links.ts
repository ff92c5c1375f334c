import { posix } from 'node:path'

/** A Markdown link or picture: its text, its address without the fragment, and the fragment with its `#`. */
const LINK = /(!?)\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^()\s#]*)(#[^()\s]*)?\)/g

const COMMENT = /<!--[\s\S]*?-->/g

/**
 * The text of one page of the repository, for its place on the site: links among pages follow them there, and links to the source
 * lead to `sourceUrl`. Without it they become their text, because the site has no copy of the source. Comments, which only tools
 * read, are left out: the site shows markup as text.
 *
 * @param page path from the repository's root, such as `docs/deploy.md`.
 * @param sourceUrl where the source can be read, such as `https://github.com/acme/pipeline/blob/main`.
 */
export function forSite(markdown: string, page: string, sourceUrl: string | undefined): string {
  return outsideCode(markdown, (text) =>
    text.replace(COMMENT, '').replace(LINK, (link, picture: string, label: string, address: string, fragment = '') => {
      if (address === '' || /^[a-z]+:/.test(address)) return link
      const target = posix.normalize(posix.join(posix.dirname(page), address))
      const onSite = addressOnSite(target)
      if (onSite !== undefined) return `${picture}[${label}](${onSite}${fragment})`
      return sourceUrl === undefined ? label : `[${label}](${sourceUrl.replace(/\/$/, '')}/${target}${fragment})`
    }),
  )
}

/** Where a file of the repository is on the site; nothing for one that is not on it. */
function addressOnSite(path: string): string | undefined {
  if (path === 'README.md') return '/'
  const [, inDocs] = /^docs\/(.+\.(?:md|png|svg))$/.exec(path) ?? []
  return inDocs && `/${inDocs}`
}

/** Changes what is prose: fenced code and inline code stay as they are, also where they look like a link. */
function outsideCode(markdown: string, change: (text: string) => string): string {
  return markdown
    .split(/(^```[\s\S]*?^```$)/m)
    .map((part) => (part.startsWith('```') ? part : change(part)))
    .join('')
}
