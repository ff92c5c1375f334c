import type { CatalogAlarm } from '../../../catalog/model.ts'
import { Text } from '../parts/text.tsx'
import { EntryLink, EntryLinks } from './links.tsx'

interface Props {
  readonly alarms: readonly CatalogAlarm[]
  /** Name of the consumer whose page this is, so that it need not stand in each row. */
  readonly of?: string
}

/** A row for each alarm: what it says, and when it goes off. */
export function AlarmTable({ alarms, of }: Props) {
  if (alarms.length === 0) return <p class="dim">There are none.</p>
  return (
    <div class="wide">
      <table class="list wraps">
        <thead>
          <tr>
            <th scope="col">Alarm</th>
            <th scope="col">Says</th>
            <th scope="col">Goes off</th>
            <th scope="col">Watches</th>
            <th scope="col">Stages</th>
          </tr>
        </thead>
        <tbody>
          {alarms.map(({ name, says, when, consumers, onlyWith }) => (
            <tr key={name}>
              <th scope="row">
                <EntryLink kind="alarm" name={name} />
              </th>
              <td>
                <Text>{says}</Text>
              </td>
              <td>{when}</td>
              <td>
                {of !== undefined && consumers.length === 1 ? (
                  <span class="dim">it alone</span>
                ) : (
                  <EntryLinks kind="consumer" names={consumers} none="what all share" />
                )}
              </td>
              <td>{onlyWith ?? <span class="dim">every</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
