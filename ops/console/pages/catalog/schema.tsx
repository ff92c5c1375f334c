import type { Described } from '../../../catalog/details.ts'
import type { Fields } from '../../../catalog/model.ts'
import { Body } from '../parts/body.tsx'
import { Text } from '../parts/text.tsx'
import { CatalogLink } from './links.tsx'
import { withQuery } from './source.ts'

interface FieldsProps {
  readonly fields: Fields
  /** The event whose fields they are, if the impact of a change of each can be asked for. */
  readonly event?: string
}

/** Each field at any depth, with what stands there. */
export function FieldsTable({ fields, event }: FieldsProps) {
  const rows = Object.entries(fields)
  if (rows.length === 0) return <p class="dim">It has no fields.</p>
  return (
    <div class="wide">
      <table class="list fields">
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Holds</th>
            <th scope="col">Required</th>
            {event === undefined ? null : (
              <th scope="col">
                <span class="unseen">Blast radius</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map(([path, kind]) => (
            <tr key={path}>
              <th scope="row">
                <code>
                  <Text>{path}</Text>
                </code>
              </th>
              <td class="kind">
                <Text>{kind.replace(/^optional /, '')}</Text>
              </td>
              <td>{kind.startsWith('optional ') ? <span class="dim">may be absent</span> : 'yes'}</td>
              {event === undefined ? null : (
                <td>
                  <CatalogLink path={withQuery('/catalog/impact', { of: event, field: path })}>
                    whom a change concerns<span class="unseen"> of {path}</span>
                  </CatalogLink>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** The schema as it is, and an example, folded up. */
export const SchemaAndExample = ({ schema, example }: Described) => (
  <>
    <details>
      <summary>Example</summary>
      <Body text={JSON.stringify(example)} />
    </details>
    <details>
      <summary>JSON Schema, as consumers read it</summary>
      <Body text={JSON.stringify(schema)} />
    </details>
  </>
)
