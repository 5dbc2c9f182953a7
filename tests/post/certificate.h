/* A self-signed certificate for one test run; nothing of it is kept. */
#ifndef COMPATSCAN_TESTS_POST_CERTIFICATE_H
#define COMPATSCAN_TESTS_POST_CERTIFICATE_H

struct certificate {
	char *key; /* PEM, owned */
	char *pem;
};

/* subject_alternative_name as OpenSSL writes it: "IP:127.0.0.1" or "DNS:other.example". Ends the
 * process on failure. */
void certificate_make(struct certificate *out, const char *subject_alternative_name);
void certificate_free(struct certificate *certificate);

#endif
