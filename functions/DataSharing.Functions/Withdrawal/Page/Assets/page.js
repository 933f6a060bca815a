// Only comfort: the pages work without it. Nothing is sent anywhere, nothing is stored.
'use strict';
(() => {
  const secret = location.hash.slice(1);
  if (/^[A-Za-z0-9_-]{22}$/.test(secret)) {
    for (const field of document.querySelectorAll('input[name=secret]')) field.value = secret;
    for (const part of document.querySelectorAll('.code')) part.hidden = true;
    for (const part of document.querySelectorAll('.filled')) part.hidden = false;
    // the language links keep the secret in their fragment, which is never sent to a server
    for (const link of document.querySelectorAll('.languages a')) link.hash = secret;
  }
  // neither the address bar nor the history keeps the secret
  if (location.hash) history.replaceState(null, '', location.pathname + location.search);

  const leave = document.getElementById('leave');
  leave.addEventListener('click', event => {
    event.preventDefault();
    document.documentElement.textContent = '';
    location.replace(leave.href);
  });

  const read = document.getElementById('read');
  if ('speechSynthesis' in window) {
    read.hidden = false;
    read.addEventListener('click', () => {
      speechSynthesis.cancel();
      const speech = new SpeechSynthesisUtterance(document.querySelector('main').innerText);
      speech.lang = document.documentElement.lang;
      speechSynthesis.speak(speech);
    });
  }
})();
