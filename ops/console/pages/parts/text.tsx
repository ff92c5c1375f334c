/** Marks that are not seen, or that turn the direction of what follows: a name may not look like another one. */
const UNSEEN = /([\p{Cc}\p{Cf}\u2028\u2029]+)/u

const NEW_LINE = /[\n\t]/g

/**
 * Text that comes from an event, a mail or an error. It is a text node, so markup in it is text; what is not seen is shown by
 * its code point. @param lines keeps line breaks and tabs. @param most characters that are drawn at first.
 */
export function Text({ children, lines = false }: { readonly children: string; readonly lines?: boolean }) {
  const parts = children.toWellFormed().split(UNSEEN)
  if (parts.length === 1) return <bdi>{children}</bdi>
  return (
    <bdi>{parts.map((part, index) => (index % 2 === 0 ? part : <Codes key={index} text={part} lines={lines} />))}</bdi>
  )
}

function Codes({ text, lines }: { readonly text: string; readonly lines: boolean }) {
  if (lines && text.replace(NEW_LINE, '') === '') return <>{text}</>
  return (
    <>
      {[...text].map((character, index) =>
        lines && /[\n\t]/.test(character) ? (
          character
        ) : (
          <span key={index} class="code-point">
            U+{(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}
          </span>
        ),
      )}
    </>
  )
}
