/**
 * Name and icon of the police room, in the first HTML of every page: titles neither flash nor cost a phone a request.
 * Where the station cannot be read the page is shown without its name.
 */
export default defineNuxtPlugin(async () => {
  const station = useStation()
  if (import.meta.server) {
    station.value = await callApi('/api/station').catch(
      // Not for the first file of every page.
      async () => (await import('#shared/member/station-names.ts')).UNNAMED_STATION,
    )
    const { logo } = station.value
    if (logo)
      useHead({
        link: [
          { key: 'icon', rel: 'icon', type: 'image/png', href: logo },
          { key: 'touch-icon', rel: 'apple-touch-icon', href: logo },
        ],
      })
  }
  useHead({
    titleTemplate: (title) => (title ? `${title} · ${station.value.allianceName}` : station.value.allianceName),
  })
})
