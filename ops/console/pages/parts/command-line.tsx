import { useContext, useState } from 'preact/hooks'
import { CommandContext } from '../about.ts'
import { Text } from './text.tsx'

/** Shows the command line that does the same as this page. @param does the command behind `npm run ops --`. */
export function CommandLine({
  does,
  label = 'On the command line',
}: {
  readonly does: string
  readonly label?: string
}) {
  const command = useContext(CommandContext)
  const [isCopied, setCopied] = useState(false)
  const text = `${command} ${does}`
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), 2_000)
  }
  return (
    <p class="command">
      <span class="dim">{label}</span>{' '}
      <code>
        <Text>{text}</Text>
      </code>{' '}
      <button type="button" class="quiet" onClick={copy} aria-label={`Copy: ${text}`}>
        {isCopied ? 'Copied' : 'Copy'}
      </button>
    </p>
  )
}
