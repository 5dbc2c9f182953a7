#include "tests/post/certificate.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void must(int condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "test certificate: %s failed\n", what);
	abort();
}

static void add_extension(X509 *certificate, int kind, const char *value)
{
	X509V3_CTX context;
	X509_EXTENSION *extension;

	X509V3_set_ctx_nodb(&context);
	X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
	extension = X509V3_EXT_conf_nid(NULL, &context, kind, value);
	must(extension && X509_add_ext(certificate, extension, -1), "X509_add_ext");
	X509_EXTENSION_free(extension);
}

/* The text of a memory BIO, owned by the caller. */
static char *text_of(BIO *memory)
{
	char *bytes;
	long length = BIO_get_mem_data(memory, &bytes);
	char *text = strndup(bytes, (size_t)length);

	must(text != NULL, "strndup");
	BIO_free(memory);
	return text;
}

void certificate_make(struct certificate *out, const char *subject_alternative_name)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *certificate = X509_new();
	BIO *key_text = BIO_new(BIO_s_mem());
	BIO *certificate_text = BIO_new(BIO_s_mem());
	X509_NAME *name;

	must(key && certificate && key_text && certificate_text, "allocation");
	X509_set_version(certificate, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
	X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
	X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
	X509_set_pubkey(certificate, key);
	name = X509_get_subject_name(certificate);
	X509_NAME_add_entry_by_txt(
		name, "CN", MBSTRING_ASC, (const unsigned char *)"compatscan test", -1, -1, 0);
	X509_set_issuer_name(certificate, name);
	add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE");
	add_extension(certificate, NID_subject_alt_name, subject_alternative_name);
	must(X509_sign(certificate, key, EVP_sha256()) > 0, "X509_sign");
	must(PEM_write_bio_PrivateKey(key_text, key, NULL, NULL, 0, NULL, NULL), "PEM key");
	must(PEM_write_bio_X509(certificate_text, certificate), "PEM certificate");
	out->key = text_of(key_text);
	out->pem = text_of(certificate_text);
	X509_free(certificate);
	EVP_PKEY_free(key);
}

void certificate_free(struct certificate *certificate)
{
	free(certificate->key);
	free(certificate->pem);
}
