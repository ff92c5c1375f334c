/** What was logged with `console.log`, without the time, request and level that Lambda's runtime puts before it. */
export const messageOf = (line: string): string => line.split('\t').at(-1) ?? ''
