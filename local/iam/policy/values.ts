import { type Place, unsupported } from './unsupported.ts'

/** A value of a policy, or a list of them, as texts: numbers and booleans may stand without quotes. */
export function textsOf(value: unknown, place: Place): readonly string[] {
  const values = Array.isArray(value) ? value : [value]
  return values.map((one) => {
    if (!['string', 'number', 'boolean'].includes(typeof one)) {
      return unsupported(place, `expected texts, got ${JSON.stringify(one)}`)
    }
    const text = String(one)
    if (text.includes('${')) return unsupported(place, `the local runtime knows no policy variables: ${text}`)
    return text
  })
}
