import { useMemo } from 'preact/hooks'
import { Text } from './text.tsx'

/** The body of a message: JSON with its lines, whatever else as it is. */
export function Body({ text }: { readonly text: string }) {
  const shown = useMemo(() => pretty(text), [text])
  return (
    <pre class="body">
      <Text lines>{shown}</Text>
    </pre>
  )
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2)
  } catch {
    return text
  }
}
