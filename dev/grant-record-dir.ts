import { join } from 'node:path'

/** Folder in which the end-to-end suite records which grants there are and which were used, for `npm run check:iam`. */
export const grantRecordDir = join(import.meta.dirname, '..', 'node_modules', '.cache', 'grants')
