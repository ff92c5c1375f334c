import type { PipelineStatus } from '../../../../status/read-status.ts'
import { Mark } from '../../parts/mark.tsx'
import { apiFigures, relayFigures } from './figures.ts'

/** The first part of the flow as a list: for narrow pages, and for those who hear the page instead of seeing the picture. */
export function Sources({ status }: { readonly status: PipelineStatus }) {
  const { api, relays } = status
  return (
    <ol class="sources" aria-label="API and relays">
      <li>
        <Mark urgency={api.urgency} /> <strong>API</strong> {apiFigures(status).join(', ')}
      </li>
      {relays.map(({ relay, urgency, is_fed }) => (
        <li key={relay}>
          <Mark urgency={urgency} /> <strong>Relay of {relay}</strong> {relayFigures(status, relay).join(', ')}
          {is_fed === false ? ', switched off' : ''}
        </li>
      ))}
    </ol>
  )
}
