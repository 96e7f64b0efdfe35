// Passkeys (WebAuthn Level 2): lets the browser make or use one with the options of the page, and sends its answer.
"use strict";

(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

  // What the server said in JSON, as the browser wants it; PublicKeyCredential.parse…FromJSON is too young for all.
  function read(options) {
    const read = { ...options, challenge: bytes(options.challenge) };
    if (options.user) read.user = { ...options.user, id: bytes(options.user.id) };
    if (options.excludeCredentials) read.excludeCredentials = known(options.excludeCredentials);
    if (options.allowCredentials) read.allowCredentials = known(options.allowCredentials);
    return read;
  }

  function written(credential) {
    const answer = credential.response, response = { clientDataJSON: text(answer.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"])
      if (answer[name]) response[name] = text(answer[name]);
    if (answer.getTransports) response.transports = answer.getTransports();
    return JSON.stringify({
      id: credential.id, rawId: text(credential.rawId), type: credential.type, response,
      extensions: JSON.stringify(credential.getClientExtensionResults()),
    });
  }

  for (const form of document.querySelectorAll('[data-module="passkey"]')) {
    if (!window.PublicKeyCredential) continue;
    const [without, failed, start] = ["without", "failed", "start"].map((name) => form.querySelector(`[data-${name}]`));
    const publicKey = read(JSON.parse(form.dataset.options));
    const ask = async () => {
      failed.hidden = true;
      start.disabled = true;
      try {
        const credential = await ("make" in form.dataset
          ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey }));
        form.elements.credential.value = written(credential);
        form.submit();
      } catch {
        failed.hidden = false;
        start.disabled = false;
      }
    };
    without.remove();
    start.hidden = false;
    start.addEventListener("click", ask);
    ask();
  }
})();
