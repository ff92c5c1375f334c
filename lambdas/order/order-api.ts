/** The former name of `operations.ts`, kept for scripts outside this repository that import it. */
export { orderOperations } from './operations.ts'
