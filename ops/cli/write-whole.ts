import { rename, writeFile } from 'node:fs/promises'

/** Writes a file completely or not at all, even if the process ends in between. What is left of such an attempt stands in `<file>.new`. */
export async function writeWhole(file: string, content: string): Promise<void> {
  await writeFile(`${file}.new`, content)
  await rename(`${file}.new`, file)
}
