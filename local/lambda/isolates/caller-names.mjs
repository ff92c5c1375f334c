// Calls of AWS that are answered within this process name their caller, and bear no signature. The endpoint judges a call by the
// access key that it names and never checks a signature, and computing one took a third of the CPU of each call of the SDK.
// Plain JavaScript: see thread.mjs.

/** What the SDK's own signer replaces, too, in lower case. */
const REPLACED = new Set(['authorization', 'x-amz-date', 'date'])

/**
 * Makes a package's `SignatureV4`, if it exports one under whatever name, put the caller's name on requests to the endpoint
 * instead of a signature. All other requests, and presigned URLs, are signed as ever.
 * @param exported what the package exports.
 * @param takes whether the endpoint answers a request for a service within this process.
 */
export function nameCallers(exported, takes) {
  for (const value of Object.values(exported)) if (isSigner(value)) nameCallersOf(value.prototype, takes)
}

/** Bundles shorten the names of classes, but never those of methods. */
const isSigner = (value) =>
  typeof value === 'function' &&
  ['sign', 'presign', 'signRequest', 'validateResolvedCredentials', 'formatDate'].every(
    (method) => typeof value.prototype?.[method] === 'function',
  )

function nameCallersOf(signer, takes) {
  const signed = signer.signRequest
  signer.signRequest = async function signRequest(request, options = {}) {
    const service = options.signingService ?? this.service
    if (!takes(request, service)) return signed.call(this, request, options)
    const credentials = await this.credentialProvider()
    this.validateResolvedCredentials(credentials)
    const region = options.signingRegion ?? (await this.regionProvider())
    const { longDate, shortDate } = this.formatDate(options.signingDate ?? new Date())
    const headers = {}
    for (const [name, value] of Object.entries(request.headers)) {
      if (!REPLACED.has(name.toLowerCase())) headers[name] = value
    }
    headers['x-amz-date'] = longDate
    if (credentials.sessionToken) headers['x-amz-security-token'] = credentials.sessionToken
    const scope = `${shortDate}/${region}/${service}/aws4_request`
    headers.authorization = `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=host, Signature=none`
    return Object.assign(Object.create(Object.getPrototypeOf(request)), request, {
      headers,
      query: { ...request.query },
    })
  }
}
