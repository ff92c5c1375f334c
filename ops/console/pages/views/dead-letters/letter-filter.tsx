import { useAbout } from '../../about.ts'
import { go } from '../../router.ts'
import { addressOf, type Selection, selectionOf } from './selection.ts'

const FIELDS = [
  { name: 'type', label: 'Event or command type', example: 'order.created' },
  { name: 'aggregate', label: 'Aggregate', example: 'ord_1' },
  { name: 'fingerprint', label: 'Cause', example: '16 hexadecimal digits' },
  { name: 'from', label: 'Failed since', example: '2h, or a time' },
  { name: 'to', label: 'Failed before', example: '15m, or a time' },
] as const

/** Form that selects letters. A field that is left empty selects all. */
export function LetterFilter({ selection }: { readonly selection: Selection }) {
  const { consumers } = useAbout()
  return (
    <form
      class="filter"
      aria-label="Which letters"
      onSubmit={(event) => {
        event.preventDefault()
        const given = [...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value).trim()])
        go(addressOf(selectionOf(Object.fromEntries(given))))
      }}
    >
      <label>
        Consumer
        <select name="consumer" defaultValue={selection.consumer ?? ''} key={selection.consumer}>
          <option value="">any</option>
          {consumers.map(({ consumer }) => (
            <option key={consumer} value={consumer} selected={consumer === selection.consumer}>
              {consumer}
            </option>
          ))}
        </select>
      </label>
      {FIELDS.map(({ name, label, example }) => (
        <label key={name}>
          {label}
          <input name={name} defaultValue={selection[name] ?? ''} placeholder={example} maxLength={200} />
        </label>
      ))}
      <button type="submit">Show these letters</button>
    </form>
  )
}
