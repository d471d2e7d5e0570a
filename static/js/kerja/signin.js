// Whoever comes to sign in doesn't meet the pages that were kept for the person before. Unsent texts stay for their owner.
if (self.caches) {
  caches.keys().then((names) => names.filter((name) => name.startsWith("inovik-pages-")).forEach((name) => caches.delete(name)));
}
