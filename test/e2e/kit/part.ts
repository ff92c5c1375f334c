/** Which files of the end-to-end suite this process runs: all, or one of two parts that need nothing of each other. */
export type EndToEndPart = 'all' | 'shared-stack' | 'own-runtime'

const parts: readonly EndToEndPart[] = ['all', 'shared-stack', 'own-runtime']
const wanted = process.env.E2E_PART ?? 'all'
const found = parts.find((part) => part === wanted)
if (!found) throw new Error(`E2E_PART is "${wanted}", it may be ${parts.join(', ')}.`)

export const endToEndPart: EndToEndPart = found
