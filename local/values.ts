/** The value of a JSON text; undefined, which is the value of no JSON text, if the text is not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export const isJson = (text: string): boolean => parsed(text) !== undefined

export type JsonObject = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The object that a JSON text holds; undefined if it holds something else, or is not JSON. */
export function jsonObject(text: string): JsonObject | undefined {
  const value = parsed(text)
  return isObject(value) ? value : undefined
}

export const isWholeBetween = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most
