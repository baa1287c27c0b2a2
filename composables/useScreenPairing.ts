import { useIntervalFn } from '@vueuse/core'
import type { Pairing } from '#shared/screen/pairing.ts'

const POLL_MS = 2_000
/** A new code is fetched this long before the old one ends, in ms; the old one is still good until then. */
const RENEW_MS = 45_000
/** Between two requests for a code that failed, in ms. */
const RETRY_MS = 10_000

/** A request that takes longer has got lost, in ms. */
const TIMEOUT_MS = 8_000

/** A code with its end on this device's own clock. */
interface Held {
  pairing: Pairing
  until: number
}
const isHeld = (value: unknown): value is Held[] =>
  Array.isArray(value) &&
  value.every((held) => typeof (held as Held)?.until === 'number' && Boolean((held as Held).pairing?.code))

/**
 * Shows a code, renews it, and waits until it is entered; client only.
 * @param onPaired the token is there: enter with it.
 * @param refusals how often a token was refused: when it grows after that, it begins anew.
 */
export function useScreenPairing(onPaired: () => void, refusals: () => number) {
  // Kept over a reload, or the officer's digits would be gone while they are being typed.
  const held = useKept('jmt-screen-pairing', isHeld)
  const current = computed(() => held.value?.at(-1)?.pairing)
  let notBefore = 0
  let busy = false
  /** Has its token; whether it is any good the server has still to say. */
  let done = false
  /** Tokens that were refused right after they came: the first may have been revoked, the next cannot all be. */
  const lostTokens = ref(0)

  async function renew(): Promise<void> {
    const now = Date.now()
    if ((held.value?.at(-1)?.until ?? 0) - now > RENEW_MS || now < notBefore) return
    notBefore = now + RETRY_MS
    const pairing = await callApi('/api/screens/pairings', { method: 'POST', timeout: TIMEOUT_MS })
    held.value = [
      ...(held.value ?? []),
      { pairing, until: Date.now() + Date.parse(pairing.expiresAt) - Date.parse(pairing.now) },
    ].slice(-2)
  }

  /** @returns true once the token is in the cookie. */
  async function collect({ pairing }: Held): Promise<boolean> {
    try {
      const { state } = await callApi('/api/screens/pairings/:id/collect', {
        params: { id: pairing.id },
        method: 'POST',
        body: { secret: pairing.secret },
        retry: 0,
        timeout: TIMEOUT_MS,
      })
      return state === 'paired'
    } catch (error) {
      if (['gone', 'forbidden', 'not_found'].includes(readApiError(error).code))
        held.value = held.value?.filter((other) => other.pairing.id !== pairing.id)
      return false
    }
  }

  async function tick(): Promise<void> {
    if (busy || done) return
    busy = true
    try {
      held.value = (held.value ?? []).filter(({ until }) => until > Date.now())
      // The server may be away or too busy: the next tick tries again.
      await renew().catch(() => {})
      for (const one of held.value) {
        if (!(await collect(one))) continue
        done = true
        held.value = undefined
        return onPaired()
      }
    } finally {
      busy = false
    }
  }

  watch(refusals, () => {
    if (!done) return
    done = false
    lostTokens.value += 1
    notBefore = 0
    void tick()
  })
  void tick()
  useIntervalFn(() => void tick(), POLL_MS)
  onBeforeUnmount(() => {
    done = true
  })
  return {
    code: computed(() => current.value?.code),
    /** Where the office is; null: by the address of this page. */
    officeOrigin: computed(() => current.value?.officeOrigin ?? null),
    /** This browser does not keep the token: its cookies are off, or the address is not the one they are meant for. */
    forgetful: computed(() => lostTokens.value > 1),
  }
}
