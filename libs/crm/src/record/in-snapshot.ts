import { type Database, runInContext } from '@lianghuan/platform';

/** Lets a stream that reads page by page see the database as it was when it began, so that no row is missed or met twice. */
export async function* inSnapshot<T>(database: Database, stream: () => AsyncGenerator<T>): AsyncGenerator<T> {
  const snapshot = await database.openSnapshot();
  try {
    const blocks = stream();
    const next = () => runInContext({ transaction: snapshot.tx }, () => blocks.next());
    for (let block = await next(); block.done !== true; block = await next()) yield block.value;
  } finally {
    await snapshot.close();
  }
}
