/* What expat's configure script would find on Windows, as Debian builds it for itself. */
#define XML_CONTEXT_BYTES 1024
#define XML_DTD 1
#define XML_NS 1
#define BYTEORDER 1234
