import { metricsNamespace } from './metrics.ts'

/**
 * The name in Secrets Manager of a secret that a service declares with `uses: { secrets }`. Whoever deploys a stage creates it under this
 * name, and the functions of the service, which know their stage and service, find it there.
 */
export const secretName = (stage: string, service: string, secret: string): string =>
  `${metricsNamespace(stage)}/${service}/${secret}`
