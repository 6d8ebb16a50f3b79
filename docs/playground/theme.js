// The theme that was chosen on the pages beside this one, before anything of this one is seen.
try {
  const theme = localStorage.getItem("theme");
  if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
} catch {
  // Where nothing may be kept, the system's theme holds.
}
