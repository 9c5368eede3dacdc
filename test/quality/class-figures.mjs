/** How well the library tells a project's industry from its text alone. Needs a built library. */

/** Shares of projects whose recorded division is voted first, and among the first three; their codes are hidden. */
export async function classFigures(projects, enterprises) {
  const { freezeEpoch, prepareProject } = await import('@lianghuan/matching');
  const epoch = freezeEpoch(enterprises);
  const places = projects
    .filter(({ industryCodes }) => industryCodes?.length)
    .map(({ industryCodes, ...hidden }) => {
      const { votedDivisions } = prepareProject(epoch, { ...hidden, industryCodes: [] });
      return votedDivisions.indexOf(industryCodes[0].slice(0, 2));
    });
  const share = (within) => places.filter((place) => place >= 0 && place < within).length / places.length;
  return { count: places.length, first: share(1), firstThree: share(3) };
}
