/**
 * Texts of events, errors and reasons come from anywhere: nothing in them may move the cursor of an operator's terminal, hide a line or turn
 * its direction.
 */

// Line feeds and tabs stay, and so do colours, because ours are among them.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get through
const CONTROLS = /\u001b(?!\[\d+m)|[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g

/** A text of one or several lines, as a terminal may show it. */
export const visible = (text: string): string => text.replaceAll(CONTROLS, '�')

/** A text that is a part of one line. */
export const visibleLine = (text: string): string => visible(text.replace(/\s*[\r\n\u2028\u2029]+\s*/g, ' '))

/** Somebody else's text within a line, which has no colours of ours: without anything that a terminal does not show. */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').trim()
