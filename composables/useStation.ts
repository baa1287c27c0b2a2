import type { Station } from '#shared/member/station.ts'

/** The police room whose site this is; read once per page load, on the server (plugins/station.ts). */
export const useStation = () => useState<Station>('station')

/** @returns reads it again, after the office has changed it. */
export function useStationRefresh(): () => Promise<void> {
  const station = useStation()
  return async () => {
    station.value = await callApi('/api/station').catch(() => station.value)
  }
}
