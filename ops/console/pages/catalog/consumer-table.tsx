import type { CatalogConsumer } from '../../../catalog/model.ts'
import { Text } from '../parts/text.tsx'
import { EntryLink } from './links.tsx'

/** How each of these consumers takes its messages. */
export function ConsumerTable({ consumers }: { readonly consumers: readonly CatalogConsumer[] }) {
  if (consumers.length === 0) return <p class="dim">Nobody takes it.</p>
  return (
    <div class="wide">
      <table class="list">
        <thead>
          <tr>
            <th scope="col">Consumer</th>
            <th scope="col">Service</th>
            <th scope="col">Order</th>
            <th scope="col">Delivery</th>
            <th scope="col">Idempotency</th>
            <th scope="col">Filters on</th>
          </tr>
        </thead>
        <tbody>
          {consumers.map(({ name, service, ordering, delivery, idempotency = '', filtersOn, subscribesTo }) => (
            <tr key={name}>
              <th scope="row">
                <EntryLink kind="consumer" name={name} />
                {subscribesTo === '*' ? <span class="dim"> takes every event</span> : null}
              </th>
              <td>
                <EntryLink kind="service" name={service} />
              </td>
              <td>{ordering === 'aggregate' ? 'per aggregate' : <span class="dim">none</span>}</td>
              <td>{delivery}</td>
              <td>{idempotency}</td>
              <td>{filtersOn.length > 0 ? <Text>{filtersOn.join(', ')}</Text> : <span class="dim">nothing</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
