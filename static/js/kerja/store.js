// What this device keeps until the server has it: texts and moves of rows ("texts"), photos and files ("uploads").
// A record is a plain object (Blobs allowed) whose `id` begins with its user's number and a slash, so that nobody
// reads another's. Where the browser has no IndexedDB (some private windows), it lives as long as the page.
(() => {
  const inovik = (self.inovik = self.inovik || {});
  const NAMES = ["texts", "uploads"];
  const memory = { texts: new Map(), uploads: new Map() };
  let opening;

  const open = () =>
    (opening = opening || new Promise((resolve) => {
      let request;
      try { request = indexedDB.open("inovik", 1); } catch { return resolve(null); }
      request.onupgradeneeded = () => NAMES.forEach((name) => request.result.createObjectStore(name, { keyPath: "id" }));
      request.onerror = () => resolve(null);
      request.onsuccess = () => {
        const db = request.result;
        // Another page wipes or upgrades: let go, and open again when next asked.
        db.onversionchange = () => { db.close(); opening = null; };
        db.onclose = () => { opening = null; };
        resolve(db);
      };
    }));

  // work(store, done) runs in one transaction; what it gives to done() is the answer once the transaction is on disk.
  async function within(name, mode, work) {
    const db = await open();
    return new Promise((resolve, reject) => {
      const transaction = db.transaction(name, mode);
      let answer;
      transaction.oncomplete = () => resolve(answer);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
      work(transaction.objectStore(name), (found) => { answer = found; });
    });
  }

  const own = (user) => (user === undefined ? undefined : IDBKeyRange.bound(`${user}/`, `${user}/\uffff`));

  function shelf(user, texts) {
    const name = `inovik/${user}`;
    try {
      if (!texts) return JSON.parse(localStorage.getItem(name) || "[]");
      if (texts.length) localStorage.setItem(name, JSON.stringify(texts)); else localStorage.removeItem(name);
    } catch { /* closed or full: IndexedDB has nearly always been quick enough */ }
    return [];
  }

  inovik.store = {
    // change(record or undefined) gives the new record, or null to delete it; nothing comes between reading and writing.
    async update(name, id, change) {
      if (!(await open())) {
        const record = change(memory[name].get(id));
        if (record) memory[name].set(id, record); else memory[name].delete(id);
        return record;
      }
      return within(name, "readwrite", (store, done) => {
        store.get(id).onsuccess = ({ target }) => {
          const record = change(target.result);
          if (record) store.put(record); else store.delete(id);
          done(record);
        };
      });
    },
    put: (name, record) => inovik.store.update(name, record.id, () => record),
    remove: (name, id) => inovik.store.update(name, id, () => null),
    // The records of one user (a number), or of everybody.
    async all(name, user) {
      if (!(await open())) {
        return [...memory[name].values()].filter(({ id }) => user === undefined || id.startsWith(`${user}/`));
      }
      return within(name, "readonly", (store, done) => {
        store.getAll(own(user)).onsuccess = ({ target }) => done(target.result);
      });
    },
    // A page that goes away can't wait for IndexedDB: it leaves its texts here ...
    leave: (user, texts) => texts.length && shelf(user, [...shelf(user), ...texts]),
    // ... and the next page puts them in their place, before it looks there.
    async arrive(user) {
      for (const text of shelf(user)) {
        await inovik.store.update("texts", text.id, (now) => {
          if (!now || now.at > text.at) return now || text;
          const { value, at, held, sent } = text;
          // Where the server has answered since, its answer stands and the text is newer.
          return now.mark === text.mark ? { ...now, value, at, held, sent: now.sent || sent } : { ...now, value, at };
        });
      }
      shelf(user, []);
    },
    // What was typed in forms that a button posts, by address (jots.js). change(all) may alter it. Gives all.
    jots(user, change = () => {}) {
      const name = `inovik/${user}/jots`;
      let all = {};
      try {
        all = JSON.parse(localStorage.getItem(name) || "{}");
        change(all);
        for (const each of Object.keys(all)) if (!Object.keys(all[each].fields).length) delete all[each];
        if (Object.keys(all).length) localStorage.setItem(name, JSON.stringify(all)); else localStorage.removeItem(name);
      } catch { /* closed or full: the page itself still has it */ }
      return all;
    },
    // Forget all that is kept for this user.
    async wipe(user) {
      shelf(user, []);
      inovik.store.jots(user, (all) => { for (const each of Object.keys(all)) delete all[each]; });
      for (const name of NAMES) {
        memory[name].clear();
        if (await open()) await within(name, "readwrite", (store) => store.delete(own(user)));
      }
    },
    // A random UUID; crypto.randomUUID needs a newer browser.
    uuid: () =>
      crypto.randomUUID ? crypto.randomUUID() : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
        (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16)),
  };
})();
