import { useEffect, useState } from 'preact/hooks'
import { Text } from './text.tsx'

const TOLD = 'console:told'

/** Shows what came of an action in the place of its button, which has gone because nothing is left to do it to. Empty: nothing any more. */
export const tellWithoutButton = (says: string): void =>
  void window.dispatchEvent(new CustomEvent(TOLD, { detail: says }))

export function ActionStatus() {
  const [says, setSays] = useState('')
  useEffect(() => {
    const onTold = ({ detail }: Event & { readonly detail?: string }) => setSays(detail ?? '')
    window.addEventListener(TOLD, onTold)
    return () => window.removeEventListener(TOLD, onTold)
  }, [])
  return says === '' ? null : (
    <p role="status" class="dim">
      <Text>{says}</Text>
    </p>
  )
}
