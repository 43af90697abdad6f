"""A peer of the encrypted exchange that shares no code with the program: Python's zlib and hashlib, and openssl.

    peer.py seal FORM PUBLIC_KEY[,PUBLIC_KEY] CONTENT OUT [--plain] [--packed]
    peer.py open FILE PRIVATE_KEY          the content goes to stdout
    peer.py bomb BYTES OUT                 so many zeros, compressed

FORM is import or export. --plain does not compress; --packed takes CONTENT for compressed already.
"""

import base64
import hashlib
import os
import re
import subprocess
import sys
import zlib

IMPORT = """<?xml version="1.0" encoding="utf-8"?>
<ImportChiffre Version="1.0" xmlns="http://www.index-education.com/containeurimportchiffreV1">
<Partenaire>Le pair &amp; Cie</Partenaire><Description>d'ailleurs</Description><Cle>{key0}</Cle><Contenu>{content}</Contenu>
<Verification>{verification}</Verification><DateExport>2025-09-01T08:30:00+02:00</DateExport><UAI>0350001A</UAI></ImportChiffre>
"""
EXPORT = """<?xml version="1.0" encoding="utf-8"?>
<EXPORT_INDEX_EDUCATION><VERSION>1.0</VERSION><LOGICIEL>un pair</LOGICIEL><CLES>{keys}</CLES>
<CONTENU{attribute}>{content}</CONTENU><VERIFICATION>{verification}</VERIFICATION>
<DATEHEURE>2025-09-01T08:30:00</DATEHEURE></EXPORT_INDEX_EDUCATION>
"""


def openssl(arguments, data):
    return subprocess.run(["openssl", *arguments], input=data, stdout=subprocess.PIPE, check=True).stdout


def cipher(direction, key, iv, data):
    return openssl(["enc", direction, "-aes-128-cbc", "-K", key.hex(), "-iv", iv.hex()], data)


def seal(form, public_keys, content, plain, packed):
    data = content if plain or packed else zlib.compress(content)
    key, iv = os.urandom(16), os.urandom(16)
    block = key + iv + hashlib.md5(key + iv).digest()

    def form_of(public):
        with open(public, "rb") as file:
            return "PEM" if file.read(5) == b"-----" else "DER"

    keys = [
        base64.encodebytes(
            openssl(
                ["pkeyutl", "-encrypt", "-pubin", "-inkey", public, "-keyform", form_of(public),
                 "-pkeyopt", "rsa_padding_mode:pkcs1"],
                block,
            )
        ).decode().replace("\n", "\r\n")
        for public in public_keys
    ]
    fields = {
        "key0": keys[0],
        "keys": "".join(f'<PARTENAIRE NOM="partenaire {n}">{key}</PARTENAIRE>' for n, key in enumerate(keys, 1)),
        "attribute": ' CompresseAvantChiffrement="false"' if plain else "",
        "content": base64.encodebytes(cipher("-e", key, iv, data)).decode(),
        "verification": base64.b64encode(hashlib.sha256(data).digest()).decode(),
    }
    return (IMPORT if form == "import" else EXPORT).format(**fields).encode()


def text_of(document, name):
    return re.findall(rf"<{name}(?: [^>]*)?>([^<]*)</{name}>", document)


def open_(document, private_key):
    names = ("Cle", "Contenu", "Verification") if "<ImportChiffre" in document else ("PARTENAIRE", "CONTENU", "VERIFICATION")
    keys, [content], [verification] = (text_of(document, name) for name in names)
    for key in keys:
        try:
            block = openssl(["pkeyutl", "-decrypt", "-inkey", private_key, "-pkeyopt", "rsa_padding_mode:pkcs1"],
                            base64.b64decode(key))
        except subprocess.CalledProcessError:
            continue
        # OpenSSL 3.2 and later give random bytes for a block that is not for this key.
        if len(block) == 48 and hashlib.md5(block[:32]).digest() == block[32:]:
            break
    else:
        sys.exit("no key block is for this key")
    data = cipher("-d", block[:16], block[16:32], base64.b64decode(content))
    assert hashlib.sha256(data).digest() == base64.b64decode(verification), "SHA-256"
    return data if 'CompresseAvantChiffrement="false"' in document else zlib.decompress(data)


def bomb(size):
    """Full flushes make every piece of zeros the same bytes, so that one is enough."""
    step = 1 << 24
    assert size % step == 0
    packer = zlib.compressobj(9)
    first = packer.compress(bytes(step)) + packer.flush(zlib.Z_FULL_FLUSH)
    piece = packer.compress(bytes(step)) + packer.flush(zlib.Z_FULL_FLUSH)
    # An empty last block, then Adler-32 of zeros: the one sum stays 1, the other is the length.
    return first + piece * (size // step - 1) + b"\x03\x00" + ((size % 65521) << 16 | 1).to_bytes(4, "big")


def main():
    command, *rest = sys.argv[1:]
    if command == "seal":
        form, keys, content, out, *flags = rest
        with open(content, "rb") as file:
            sealed = seal(form, keys.split(","), file.read(), "--plain" in flags, "--packed" in flags)
        with open(out, "wb") as file:
            file.write(sealed)
    elif command == "open":
        with open(rest[0], encoding="utf-8") as file:
            sys.stdout.buffer.write(open_(file.read(), rest[1]))
    elif command == "bomb":
        with open(rest[1], "wb") as file:
            file.write(bomb(int(rest[0])))


main()
