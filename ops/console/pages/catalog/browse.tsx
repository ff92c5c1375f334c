import { useMemo } from 'preact/hooks'
import { browse, entriesOf, type Grouping } from '../../../catalog/entries.ts'
import { plural } from '../format.ts'
import { Text } from '../parts/text.tsx'
import { CatalogPage } from './catalog-page.tsx'
import { EntryLink } from './links.tsx'
import { type Drawn, useSource, withQuery } from './source.ts'

const GROUPINGS: readonly Grouping[] = ['domain', 'service', 'type']

/** Everything there is: searched by words, in groups. */
export function BrowsePage({ query: { q = '', by = 'type' } }: Drawn) {
  const { details, go } = useSource()
  const entries = useMemo(() => entriesOf(details), [details])
  const grouping = GROUPINGS.find((one) => one === by) ?? 'type'
  const groups = browse(entries, q, grouping)
  const found = groups.reduce((sum, group) => sum + group.entries.length, 0)
  const choose = (form: HTMLFormElement) => {
    const given = new FormData(form)
    go(withQuery('/catalog', { q: String(given.get('q') ?? ''), by: String(given.get('by') ?? '') }), true)
  }
  return (
    <CatalogPage title="Catalog" does="catalog show">
      <form
        class="filter top"
        aria-label="Search the catalog"
        onSubmit={(event) => event.preventDefault()}
        onInput={({ currentTarget }) => choose(currentTarget)}
      >
        <label class="wide-field">
          Search events, fields, commands, consumers, services, routes, alarms
          <input type="search" name="q" defaultValue={q} autocomplete="off" maxLength={200} />
        </label>
        <label>
          Grouped by
          <select name="by">
            {GROUPINGS.map((one) => (
              <option key={one} value={one} selected={one === grouping}>
                {one}
              </option>
            ))}
          </select>
        </label>
      </form>
      <p class="judgement" role="status">
        {found === entries.length ? plural(found, 'entry', 'entries') : `${found} of ${entries.length} entries`}.
        {found === 0 ? ' Every word has to occur; part of a word is enough.' : ''}
      </p>
      {groups.map((group) => (
        <section key={group.title} aria-label={group.title}>
          <h2>
            <Text>{group.title}</Text> <span class="dim">{group.entries.length}</span>
          </h2>
          <ul class="entries">
            {group.entries.map(({ kind, name, meaning }) => (
              <li key={`${kind} ${name}`}>
                <span class="entry-name">
                  <EntryLink kind={kind} name={name} />
                  {grouping === 'type' ? null : <span class="dim"> {kind}</span>}
                </span>{' '}
                <span class="dim">
                  <Text>{meaning}</Text>
                </span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </CatalogPage>
  )
}
