import type { Difference } from '../../../dead-letters/edit/diff.ts'
import { Text } from './text.tsx'

/** Place by place: what was there, and what shall be. */
export function Differences({ of }: { readonly of: readonly Difference[] }) {
  return (
    <ul class="differences">
      {of.map(({ pointer, ...sides }) => (
        <li key={pointer}>
          <code>
            <Text>{pointer || '/'}</Text>
          </code>
          {'before' in sides ? (
            <del>
              <Text>{JSON.stringify(sides.before)}</Text>
            </del>
          ) : (
            <span class="dim">was not there</span>
          )}
          {'after' in sides ? (
            <ins>
              <Text>{JSON.stringify(sides.after)}</Text>
            </ins>
          ) : (
            <span class="dim">is taken away</span>
          )}
        </li>
      ))}
    </ul>
  )
}
