// Generated from the routes by "npm run contracts -- openapi-types". Do not edit.

export type CustomerId = string
export type OrderId = string
export type ProductId = string
export type CurrencyCode =
  | 'AED'
  | 'AFN'
  | 'ALL'
  | 'AMD'
  | 'AOA'
  | 'ARS'
  | 'AUD'
  | 'AWG'
  | 'AZN'
  | 'BAM'
  | 'BBD'
  | 'BDT'
  | 'BGN'
  | 'BHD'
  | 'BIF'
  | 'BMD'
  | 'BND'
  | 'BOB'
  | 'BOV'
  | 'BRL'
  | 'BSD'
  | 'BTN'
  | 'BWP'
  | 'BYN'
  | 'BZD'
  | 'CAD'
  | 'CDF'
  | 'CHE'
  | 'CHF'
  | 'CHW'
  | 'CLF'
  | 'CLP'
  | 'CNY'
  | 'COP'
  | 'COU'
  | 'CRC'
  | 'CUP'
  | 'CVE'
  | 'CZK'
  | 'DJF'
  | 'DKK'
  | 'DOP'
  | 'DZD'
  | 'EGP'
  | 'ERN'
  | 'ETB'
  | 'EUR'
  | 'FJD'
  | 'FKP'
  | 'GBP'
  | 'GEL'
  | 'GHS'
  | 'GIP'
  | 'GMD'
  | 'GNF'
  | 'GTQ'
  | 'GYD'
  | 'HKD'
  | 'HNL'
  | 'HTG'
  | 'HUF'
  | 'IDR'
  | 'ILS'
  | 'INR'
  | 'IQD'
  | 'IRR'
  | 'ISK'
  | 'JMD'
  | 'JOD'
  | 'JPY'
  | 'KES'
  | 'KGS'
  | 'KHR'
  | 'KMF'
  | 'KPW'
  | 'KRW'
  | 'KWD'
  | 'KYD'
  | 'KZT'
  | 'LAK'
  | 'LBP'
  | 'LKR'
  | 'LRD'
  | 'LSL'
  | 'LYD'
  | 'MAD'
  | 'MDL'
  | 'MGA'
  | 'MKD'
  | 'MMK'
  | 'MNT'
  | 'MOP'
  | 'MRU'
  | 'MUR'
  | 'MVR'
  | 'MWK'
  | 'MXN'
  | 'MXV'
  | 'MYR'
  | 'MZN'
  | 'NAD'
  | 'NGN'
  | 'NIO'
  | 'NOK'
  | 'NPR'
  | 'NZD'
  | 'OMR'
  | 'PAB'
  | 'PEN'
  | 'PGK'
  | 'PHP'
  | 'PKR'
  | 'PLN'
  | 'PYG'
  | 'QAR'
  | 'RON'
  | 'RSD'
  | 'RUB'
  | 'RWF'
  | 'SAR'
  | 'SBD'
  | 'SCR'
  | 'SDG'
  | 'SEK'
  | 'SGD'
  | 'SHP'
  | 'SLE'
  | 'SOS'
  | 'SRD'
  | 'SSP'
  | 'STN'
  | 'SVC'
  | 'SYP'
  | 'SZL'
  | 'THB'
  | 'TJS'
  | 'TMT'
  | 'TND'
  | 'TOP'
  | 'TRY'
  | 'TTD'
  | 'TWD'
  | 'TZS'
  | 'UAH'
  | 'UGX'
  | 'USD'
  | 'USN'
  | 'UYI'
  | 'UYU'
  | 'UYW'
  | 'UZS'
  | 'VED'
  | 'VES'
  | 'VND'
  | 'VUV'
  | 'WST'
  | 'XAD'
  | 'XAF'
  | 'XCD'
  | 'XCG'
  | 'XOF'
  | 'XPF'
  | 'YER'
  | 'ZAR'
  | 'ZMW'
  | 'ZWG'
export type PaymentId = string
export type ReservationId = string
export type AccountId = string
export type TransferId = string

export interface Paths {
  '/orders': {
    get: {
      parameters: {
        query: {
          customer_id: CustomerId
          status?: 'pending' | 'confirmed' | 'shipped' | 'delivered' | 'cancelled'
          limit?: number
          cursor?: string
        }
        header?: {
          'X-Correlation-Id'?: string
        }
        path?: never
        cookie?: never
      }
      requestBody?: never
      responses: {
        200: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': OrderPage
          }
        }
        401: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        403: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'no_customer' | 'not_your_own'
            }
          }
        }
        422: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'validation_failed'
              errors?: {
                message: string
                pointer?: string
                parameter?: string
                header?: string
              }[]
            }
          }
        }
        429: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        500: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'internal_error'
            }
          }
        }
        503: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'unavailable'
            }
          }
        }
      }
    }
    put?: never
    post: {
      parameters: {
        query?: never
        header?: {
          'X-Correlation-Id'?: string
          'Idempotency-Key'?: string
          Prefer?: string
        }
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            customer_id: CustomerId
            currency: CurrencyCode
            /**
             * @minItems 1
             * @maxItems 100
             */
            items: {
              product_id: ProductId
              quantity: number
              price?: number
            }[]
          }
        }
      }
      responses: {
        201: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': PlacedOrder
          }
        }
        202: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': PlacedOrder
          }
        }
        400: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'body_required' | 'body_too_deep' | 'malformed_json' | 'too_many_products'
              max_products?: number
            }
          }
        }
        401: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        403: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'no_customer' | 'not_your_own'
            }
          }
        }
        409: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'conflict' | 'price_changed'
              current_prices?: {
                product_id: ProductId
                price: number
                currency: CurrencyCode
              }[]
            }
          }
        }
        413: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'body_too_large' | 'event_too_large'
            }
          }
        }
        415: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'unsupported_media_type'
            }
          }
        }
        422: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code:
                | 'currency_mismatch'
                | 'idempotency_key_reused'
                | 'price_invalid'
                | 'product_unknown'
                | 'total_too_large'
                | 'validation_failed'
              errors?: {
                message: string
                pointer?: string
                parameter?: string
                header?: string
              }[]
            }
          }
        }
        429: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        500: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'internal_error'
            }
          }
        }
        503: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'unavailable'
            }
          }
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/orders/{order_id}/cancel': {
    get?: never
    put?: never
    post: {
      parameters: {
        query?: never
        header?: {
          'X-Correlation-Id'?: string
          'Idempotency-Key'?: string
        }
        path: {
          order_id: OrderId
        }
        cookie?: never
      }
      requestBody?: {
        content: {
          'application/json': {
            reason?: string
          }
        }
      }
      responses: {
        200: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': PlacedOrder
          }
        }
        400: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'body_required' | 'body_too_deep' | 'malformed_json'
            }
          }
        }
        401: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        403: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'no_customer'
            }
          }
        }
        404: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'not_found' | 'order_not_found'
            }
          }
        }
        409: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'conflict' | 'status_not_allowed'
              current_status?: 'pending' | 'confirmed' | 'shipped' | 'delivered' | 'cancelled'
              requested_status?: 'pending' | 'confirmed' | 'shipped' | 'delivered' | 'cancelled'
              allowed?: ('pending' | 'confirmed' | 'shipped' | 'delivered' | 'cancelled')[]
            }
          }
        }
        413: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'body_too_large' | 'event_too_large'
            }
          }
        }
        415: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'unsupported_media_type'
            }
          }
        }
        422: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'idempotency_key_reused' | 'validation_failed'
              errors?: {
                message: string
                pointer?: string
                parameter?: string
                header?: string
              }[]
            }
          }
        }
        429: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        500: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'internal_error'
            }
          }
        }
        503: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'unavailable'
            }
          }
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/orders/{order_id}/status': {
    get?: never
    put?: never
    post: {
      parameters: {
        query?: never
        header?: {
          'X-Correlation-Id'?: string
          'Idempotency-Key'?: string
        }
        path: {
          order_id: OrderId
        }
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            status: 'pending' | 'confirmed' | 'cancelled' | 'shipped' | 'delivered'
          }
        }
      }
      responses: {
        200: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': PlacedOrder
          }
        }
        400: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'body_required' | 'body_too_deep' | 'malformed_json'
            }
          }
        }
        401: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        403: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'operators_only'
            }
          }
        }
        404: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'not_found' | 'order_not_found'
            }
          }
        }
        409: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'conflict' | 'status_not_allowed'
              current_status?: 'pending' | 'confirmed' | 'shipped' | 'delivered' | 'cancelled'
              requested_status?: 'pending' | 'confirmed' | 'shipped' | 'delivered' | 'cancelled'
              allowed?: ('pending' | 'confirmed' | 'shipped' | 'delivered' | 'cancelled')[]
            }
          }
        }
        413: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'body_too_large' | 'event_too_large'
            }
          }
        }
        415: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'unsupported_media_type'
            }
          }
        }
        422: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'idempotency_key_reused' | 'validation_failed'
              errors?: {
                message: string
                pointer?: string
                parameter?: string
                header?: string
              }[]
            }
          }
        }
        429: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        500: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'internal_error'
            }
          }
        }
        503: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'unavailable'
            }
          }
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/orders/{order_id}': {
    get: {
      parameters: {
        query?: {
          as_of?: string
        }
        header?: {
          'X-Correlation-Id'?: string
        }
        path: {
          order_id: OrderId
        }
        cookie?: never
      }
      requestBody?: never
      responses: {
        200: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': Order
          }
        }
        401: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        403: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'no_customer'
            }
          }
        }
        404: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'not_found'
            }
          }
        }
        422: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'validation_failed'
              errors?: {
                message: string
                pointer?: string
                parameter?: string
                header?: string
              }[]
            }
          }
        }
        429: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        500: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'internal_error'
            }
          }
        }
        503: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'unavailable'
            }
          }
        }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/orders/{order_id}/events': {
    get: {
      parameters: {
        query?: {
          limit?: number
          cursor?: string
        }
        header?: {
          'X-Correlation-Id'?: string
        }
        path: {
          order_id: OrderId
        }
        cookie?: never
      }
      requestBody?: never
      responses: {
        200: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': OrderHistory
          }
        }
        401: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        403: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'no_customer'
            }
          }
        }
        404: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'not_found'
            }
          }
        }
        422: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'validation_failed'
              errors?: {
                message: string
                pointer?: string
                parameter?: string
                header?: string
              }[]
            }
          }
        }
        429: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        500: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'internal_error'
            }
          }
        }
        503: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'unavailable'
            }
          }
        }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/orders/{order_id}/summary': {
    get: {
      parameters: {
        query?: never
        header?: {
          'X-Correlation-Id'?: string
        }
        path: {
          order_id: OrderId
        }
        cookie?: never
      }
      requestBody?: never
      responses: {
        200: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': OrderSummary
          }
        }
        401: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        403: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'no_customer'
            }
          }
        }
        404: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'not_found'
            }
          }
        }
        422: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'validation_failed'
              errors?: {
                message: string
                pointer?: string
                parameter?: string
                header?: string
              }[]
            }
          }
        }
        429: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        500: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'internal_error'
            }
          }
        }
        503: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'unavailable'
            }
          }
        }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/accounts': {
    get?: never
    put?: never
    post: {
      parameters: {
        query?: never
        header?: {
          'X-Correlation-Id'?: string
          'Idempotency-Key'?: string
        }
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            customer_id: CustomerId
            currency: CurrencyCode
            account_id?: AccountId
          }
        }
      }
      responses: {
        201: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': Account
          }
        }
        400: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'body_required' | 'body_too_deep' | 'malformed_json'
            }
          }
        }
        401: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        403: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'no_customer' | 'not_your_own' | 'operators_only'
            }
          }
        }
        409: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'account_exists' | 'conflict'
              account_id?: AccountId
            }
          }
        }
        413: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'body_too_large' | 'event_too_large'
            }
          }
        }
        415: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'unsupported_media_type'
            }
          }
        }
        422: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'idempotency_key_reused' | 'validation_failed'
              errors?: {
                message: string
                pointer?: string
                parameter?: string
                header?: string
              }[]
            }
          }
        }
        429: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        500: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'internal_error'
            }
          }
        }
        503: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'unavailable'
            }
          }
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/accounts/{account_id}': {
    get: {
      parameters: {
        query?: {
          as_of?: string
        }
        header?: {
          'X-Correlation-Id'?: string
        }
        path: {
          account_id: AccountId
        }
        cookie?: never
      }
      requestBody?: never
      responses: {
        200: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              account_id: AccountId
              customer_id: CustomerId
              currency: CurrencyCode
              balance: number
              version: number
              as_of?: string
            }
          }
        }
        401: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        403: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'no_customer'
            }
          }
        }
        404: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'account_unknown' | 'not_found'
            }
          }
        }
        422: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'validation_failed'
              errors?: {
                message: string
                pointer?: string
                parameter?: string
                header?: string
              }[]
            }
          }
        }
        429: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        500: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'internal_error'
            }
          }
        }
        503: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'unavailable'
            }
          }
        }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/accounts/{account_id}/deposits': {
    get?: never
    put?: never
    post: {
      parameters: {
        query?: never
        header?: {
          'X-Correlation-Id'?: string
          'Idempotency-Key'?: string
        }
        path: {
          account_id: AccountId
        }
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            amount: number
            currency: CurrencyCode
            reference?: string
          }
        }
      }
      responses: {
        200: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': Account
          }
        }
        400: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'body_required' | 'body_too_deep' | 'malformed_json'
            }
          }
        }
        401: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        403: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'operators_only'
            }
          }
        }
        404: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'account_unknown' | 'not_found'
            }
          }
        }
        409: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'balance_limit' | 'conflict' | 'currency_mismatch'
              currency?: CurrencyCode
            }
          }
        }
        413: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'body_too_large' | 'event_too_large'
            }
          }
        }
        415: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'unsupported_media_type'
            }
          }
        }
        422: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'idempotency_key_reused' | 'validation_failed'
              errors?: {
                message: string
                pointer?: string
                parameter?: string
                header?: string
              }[]
            }
          }
        }
        429: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        500: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'internal_error'
            }
          }
        }
        503: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'unavailable'
            }
          }
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/accounts/{account_id}/withdrawals': {
    get?: never
    put?: never
    post: {
      parameters: {
        query?: never
        header?: {
          'X-Correlation-Id'?: string
          'Idempotency-Key'?: string
        }
        path: {
          account_id: AccountId
        }
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            amount: number
            currency: CurrencyCode
            reference?: string
          }
        }
      }
      responses: {
        200: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': Account
          }
        }
        400: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'body_required' | 'body_too_deep' | 'malformed_json'
            }
          }
        }
        401: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        403: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'no_customer'
            }
          }
        }
        404: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'account_unknown' | 'not_found'
            }
          }
        }
        409: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'conflict' | 'currency_mismatch' | 'insufficient_funds'
              currency?: CurrencyCode
              balance?: number
            }
          }
        }
        413: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'body_too_large' | 'event_too_large'
            }
          }
        }
        415: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'unsupported_media_type'
            }
          }
        }
        422: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'idempotency_key_reused' | 'validation_failed'
              errors?: {
                message: string
                pointer?: string
                parameter?: string
                header?: string
              }[]
            }
          }
        }
        429: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        500: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'internal_error'
            }
          }
        }
        503: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'unavailable'
            }
          }
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/accounts/{account_id}/transfers': {
    get?: never
    put?: never
    post: {
      parameters: {
        query?: never
        header?: {
          'X-Correlation-Id'?: string
          'Idempotency-Key'?: string
        }
        path: {
          account_id: AccountId
        }
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            to_account_id: AccountId
            amount: number
            currency: CurrencyCode
            reference?: string
          }
        }
      }
      responses: {
        200: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': Transfer
          }
        }
        400: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'body_required' | 'body_too_deep' | 'malformed_json'
            }
          }
        }
        401: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        403: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'no_customer'
            }
          }
        }
        404: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'account_unknown' | 'not_found'
            }
          }
        }
        409: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'conflict' | 'currency_mismatch' | 'insufficient_funds' | 'to_account_refused'
              currency?: CurrencyCode
              balance?: number
            }
          }
        }
        413: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'body_too_large' | 'event_too_large'
            }
          }
        }
        415: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'unsupported_media_type'
            }
          }
        }
        422: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'idempotency_key_reused' | 'same_account' | 'validation_failed'
              errors?: {
                message: string
                pointer?: string
                parameter?: string
                header?: string
              }[]
            }
          }
        }
        429: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        500: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'internal_error'
            }
          }
        }
        503: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'unavailable'
            }
          }
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/accounts/{account_id}/statement': {
    get: {
      parameters: {
        query?: {
          limit?: number
          cursor?: string
        }
        header?: {
          'X-Correlation-Id'?: string
        }
        path: {
          account_id: AccountId
        }
        cookie?: never
      }
      requestBody?: never
      responses: {
        200: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': Statement
          }
        }
        401: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        403: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'no_customer'
            }
          }
        }
        404: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'account_unknown' | 'not_found'
            }
          }
        }
        422: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'validation_failed'
              errors?: {
                message: string
                pointer?: string
                parameter?: string
                header?: string
              }[]
            }
          }
        }
        429: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        500: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'internal_error'
            }
          }
        }
        503: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'unavailable'
            }
          }
        }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/products/{product_id}': {
    get: {
      parameters: {
        query?: never
        header?: {
          'X-Correlation-Id'?: string
        }
        path: {
          product_id: ProductId
        }
        cookie?: never
      }
      requestBody?: never
      responses: {
        200: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': Product
          }
        }
        401: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        403: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        404: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'not_found' | 'product_unknown'
            }
          }
        }
        429: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        500: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'internal_error'
            }
          }
        }
        503: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'unavailable'
            }
          }
        }
      }
    }
    put: {
      parameters: {
        query?: never
        header?: {
          'X-Correlation-Id'?: string
          'Idempotency-Key'?: string
        }
        path: {
          product_id: ProductId
        }
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            name: string
            price: number
            currency: CurrencyCode
          }
        }
      }
      responses: {
        200: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': Product
          }
        }
        201: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': Product
          }
        }
        400: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'body_required' | 'body_too_deep' | 'malformed_json'
            }
          }
        }
        401: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        403: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'operators_only'
            }
          }
        }
        409: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'conflict'
            }
          }
        }
        413: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'body_too_large' | 'event_too_large'
            }
          }
        }
        415: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'unsupported_media_type'
            }
          }
        }
        422: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'idempotency_key_reused' | 'validation_failed'
              errors?: {
                message: string
                pointer?: string
                parameter?: string
                header?: string
              }[]
            }
          }
        }
        429: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        500: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'internal_error'
            }
          }
        }
        503: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'unavailable'
            }
          }
        }
      }
    }
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/products/{product_id}/stock': {
    get?: never
    put?: never
    post: {
      parameters: {
        query?: never
        header?: {
          'X-Correlation-Id'?: string
          'Idempotency-Key'?: string
        }
        path: {
          product_id: ProductId
        }
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            quantity: number
          }
        }
      }
      responses: {
        200: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': Product
          }
        }
        400: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'body_required' | 'body_too_deep' | 'malformed_json'
            }
          }
        }
        401: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        403: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'operators_only'
            }
          }
        }
        404: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'not_found' | 'product_unknown'
            }
          }
        }
        409: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'conflict' | 'stock_limit'
              on_hand?: number
              most?: number
            }
          }
        }
        413: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'body_too_large' | 'event_too_large'
            }
          }
        }
        415: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'unsupported_media_type'
            }
          }
        }
        422: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'idempotency_key_reused' | 'validation_failed'
              errors?: {
                message: string
                pointer?: string
                parameter?: string
                header?: string
              }[]
            }
          }
        }
        429: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        500: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'internal_error'
            }
          }
        }
        503: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'unavailable'
            }
          }
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/customers': {
    get?: never
    put?: never
    post: {
      parameters: {
        query?: never
        header?: {
          'X-Correlation-Id'?: string
          'Idempotency-Key'?: string
        }
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            name: string
            email: string
            customer_id?: CustomerId
          }
        }
      }
      responses: {
        201: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': Customer
          }
        }
        400: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'body_required' | 'body_too_deep' | 'malformed_json'
            }
          }
        }
        401: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        403: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'no_customer' | 'not_your_own'
            }
          }
        }
        409: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'conflict' | 'customer_exists'
              customer_id?: CustomerId
            }
          }
        }
        413: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'body_too_large' | 'event_too_large'
            }
          }
        }
        415: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'unsupported_media_type'
            }
          }
        }
        422: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'idempotency_key_reused' | 'validation_failed'
              errors?: {
                message: string
                pointer?: string
                parameter?: string
                header?: string
              }[]
            }
          }
        }
        429: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        500: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'internal_error'
            }
          }
        }
        503: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'unavailable'
            }
          }
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/customers/{customer_id}': {
    get?: never
    put: {
      parameters: {
        query?: never
        header?: {
          'X-Correlation-Id'?: string
          'Idempotency-Key'?: string
        }
        path: {
          customer_id: CustomerId
        }
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            name: string
            email: string
          }
        }
      }
      responses: {
        200: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': Customer
          }
        }
        400: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'body_required' | 'body_too_deep' | 'malformed_json'
            }
          }
        }
        401: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        403: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'no_customer' | 'not_your_own'
            }
          }
        }
        404: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'customer_unknown'
            }
          }
        }
        409: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'conflict'
            }
          }
        }
        413: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'body_too_large' | 'event_too_large'
            }
          }
        }
        415: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'unsupported_media_type'
            }
          }
        }
        422: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/problem+json': Problem & {
              code: 'idempotency_key_reused' | 'validation_failed'
              errors?: {
                message: string
                pointer?: string
                parameter?: string
                header?: string
              }[]
            }
          }
        }
        429: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        500: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'internal_error'
            }
          }
        }
        503: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'unavailable'
            }
          }
        }
      }
    }
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/openapi.json': {
    get: {
      parameters: {
        query?: never
        header?: {
          'X-Correlation-Id'?: string
        }
        path?: never
        cookie?: never
      }
      requestBody?: never
      responses: {
        200: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {}
          }
        }
        401: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        403: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        429: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
          }
        }
        500: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'internal_error'
            }
          }
        }
        503: {
          headers: {
            [k: string]: unknown
          }
          content: {
            'application/json': {
              message?: string
            }
            'application/problem+json': Problem & {
              code: 'unavailable'
            }
          }
        }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
}
export interface OrderPage {
  orders: Order[]
  next_cursor: string | null
}
export interface Order {
  order_id: OrderId
  customer_id: CustomerId
  items: OrderLine[]
  total: number
  currency: CurrencyCode
  status: 'pending' | 'confirmed' | 'shipped' | 'delivered' | 'cancelled'
  reason?: CancellationReason
  created_at: string
  updated_at: string
  version: number
}
export interface OrderLine {
  product_id: ProductId
  quantity: number
  price: number
}
export interface CancellationReason {
  code: 'customer_request' | 'payment_failed' | 'out_of_stock' | 'deadline_passed'
  message?: string
}
export interface Problem {
  type: string
  title: string
  status: number
  detail: string
  code: string
  instance: string
  correlation_id: string
}
export interface PlacedOrder {
  order_id: OrderId
  customer_id: CustomerId
  items: OrderLine[]
  total: number
  currency: CurrencyCode
  status: 'pending' | 'confirmed' | 'shipped' | 'delivered' | 'cancelled'
  created_at: string
  reason?: CancellationReason
  version: number
}
export interface OrderHistory {
  events: OrderEvent[]
  next_cursor: string | null
}
export interface OrderEvent {
  event_id: string
  event_type: string
  version: number
  timestamp: string
  aggregate_type: string
  aggregate_id: string
  sequence: number
  data: {
    [k: string]: unknown
  }
  data_ref?: {
    sha256: string
    bytes: number
  }
  metadata: {
    source: string
    correlation_id: string
    causation_id: string
  }
}
export interface OrderSummary {
  order_id: OrderId
  customer_id: CustomerId
  total: number
  currency: CurrencyCode
  line_count: number
  piece_count: number
  status: 'pending' | 'confirmed' | 'shipped' | 'delivered' | 'cancelled'
  reason?: CancellationReason
  placed_at: string
  updated_at: string
  payment: {
    at: string
    reason?: string
    payment_id: PaymentId
    status: 'processed' | 'failed' | 'refunded'
  } | null
  inventory: {
    at: string
    reason?: string
    reservation_id: ReservationId
    status: 'reserved' | 'rejected' | 'released' | 'shipped'
  } | null
  notifications: {
    at: string
    template: string
    channel: string
    subject?: string
  }[]
}
export interface Account {
  account_id: AccountId
  customer_id: CustomerId
  currency: CurrencyCode
  balance: number
  version: number
}
export interface Transfer {
  transfer_id: TransferId
  to_account_id: AccountId
  amount: number
  currency: CurrencyCode
  account: Account
}
export interface Statement {
  account_id: AccountId
  currency: CurrencyCode
  lines: StatementLine[]
  next_cursor: string | null
}
export interface StatementLine {
  sequence: number
  time: string
  type: 'account.opened' | 'money.deposited' | 'money.withdrawn'
  currency: CurrencyCode
  balance: number
  amount?: number
  kind?: 'deposit' | 'refund' | 'transfer' | 'withdrawal' | 'payment'
  payment_id?: PaymentId
  transfer_id?: TransferId
  reference?: string
}
export interface Product {
  product_id: ProductId
  name: string
  price: number
  currency: CurrencyCode
  available: number
  reserved: number
  on_hand: number
}
export interface Customer {
  customer_id: CustomerId
  name: string
  email: string
}
