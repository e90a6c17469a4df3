/** What is told of each malformed package, by its title: exactly this, and all of it. */
export const MESSAGES: Readonly<Record<string, readonly string[]>> = {
  'an empty file': ['the file is no zip'],
  'a picture that is called .zip': ['the file is no zip'],
  'the last byte is missing': ['the zip is cut off: its directory is not at its end'],
  'the second half is missing': ['the zip is cut off: its directory is not at its end'],
  'something follows the zip': ['something follows the end of the zip'],
  'something stands before the zip': ['something stands before the first entry of the zip'],
  'a program stands before the zip, and offsets are not moved': ['something stands before the first entry of the zip'],
  'the zip has a comment': ['the zip has a comment'],
  'a comment holds another end of another zip': [
    'the directory of the zip is damaged: it does not end where the zip does',
  ],
  'the zip is part of several': ['the zip is part of several'],
  'the zip counts one entry less than there are': ['the directory of the zip is damaged: it holds more than it counts'],
  'the zip counts one entry more than there are': ['the directory of the zip is damaged: record 10'],
  'the directory begins elsewhere': ['the directory of the zip is damaged: it does not end where the zip does'],
  'a record of the directory is damaged': ['the directory of the zip is damaged: record 1'],
  'nothing is in the zip': [
    '"校验信息.xml": it is missing',
    '"基本信息元数据.xml": it is missing',
    '"流程信息元数据.xml": it is missing',
  ],
  'a zip64 record counts other entries': ['the directory contradicts itself: the number of entries'],
  'a zip64 record has the directory elsewhere': ['the directory contradicts itself: the place of the directory'],
  'the locator of the zip64 record leads elsewhere': ['the directory contradicts itself: the locator leads elsewhere'],
  'a zip64 record is promised and is not there': ['the directory contradicts itself: there is no zip64 record'],
  'a zip64 field is promised and is not there': [
    '"申报文件/A01.pdf": the directory contradicts itself: no zip64 field of that length',
  ],
  'a zip64 field says a size beyond measure': [
    '"申报文件/A01.pdf": the directory contradicts itself: a size beyond measure',
  ],
  'a zip64 field contradicts the size': [
    '"申报文件/A01.pdf": the directory contradicts itself: a zip64 field that nothing asks for',
  ],
  'the extra field of an entry is damaged': [
    '"申报文件/A01.pdf": the directory contradicts itself: its extra field is damaged',
  ],
  'the directory tells another size than there is': [
    '"申报文件/A01.pdf": it does not have the size that the directory tells',
  ],
  'an entry unpacks to more than the directory tells': [
    '"申报文件/A01.pdf": it does not have the size that the directory tells',
  ],
  'an entry unpacks to less than the directory tells': [
    '"申报文件/A01.pdf": it does not have the size that the directory tells',
  ],
  'the check sum of an entry is wrong': ['"申报文件/A01.pdf": its check sum is wrong'],
  'the header of an entry has another name than the directory': [
    '"申报文件/A01.pdf": its own header differs from the directory: the name',
  ],
  'the header of an entry has another size than the directory': [
    '"申报文件/A01.pdf": its own header differs from the directory: the size',
  ],
  'the header of an entry has another check sum than the directory': [
    '"申报文件/A01.pdf": its own header differs from the directory: the check sum',
  ],
  'the header of an entry has another method than the directory': [
    '"申报文件/A01.pdf": its own header differs from the directory: the method',
  ],
  'the header of an entry has other flags than the directory': [
    '"申报文件/A01.pdf": its own header differs from the directory: the flags',
  ],
  'the descriptor behind an entry is missing': [
    '"申报文件/A01.pdf": its own header differs from the directory: the descriptor behind its data',
  ],
  'the descriptor behind an entry tells another size': [
    '"申报文件/A01.pdf": its own header differs from the directory: the descriptor behind its data',
  ],
  'an entry lies where there is none': ['"申报文件/A01.pdf": its own header differs from the directory: there is none'],
  'an entry lies on another disk': ['"申报文件/A01.pdf": the directory contradicts itself: it lies on another disk'],
  'an entry reaches beyond the end': [
    '"申报文件/A01.pdf": its own header differs from the directory: its data reach beyond the end',
  ],
  'two entries are the same bytes': [
    '"基本信息元数据.xml": another entry has the same name',
    '"基本信息元数据.xml": it overlaps "基本信息元数据.xml"',
  ],
  'an entry is longer than up to the next': ['"流程信息元数据.xml": it overlaps "基本信息元数据.xml"'],
  'bytes lie between two entries': ['"证照信息元数据.xml": there are bytes behind its packed data'],
  'bytes lie behind the packed data': ['"申报文件/A01.pdf": there are bytes behind its packed data'],
  'bytes lie within the packed data behind their end': ['"申报文件/A01.pdf": there are bytes behind its packed data'],
  'the packed data of an entry are damaged': ['"申报文件/A01.pdf": its packed data are damaged'],
  'the packed data of an entry are cut off': ['"申报文件/A01.pdf": its packed data are damaged'],
  'an entry is encrypted': ['"申报文件/A01.pdf": it is encrypted'],
  'an entry is encrypted by AES': ['"申报文件/A01.pdf": it is encrypted'],
  'an entry is packed by another method': ['"申报文件/A01.pdf": it is packed by a method that is not open: 14'],
  'an entry is a link': ['"申报文件/A01.pdf": it is a link, a device or a pipe'],
  'an entry is a device': ['"申报文件/A01.pdf": it is a link, a device or a pipe'],
  'an entry is a link of Windows': ['"申报文件/A01.pdf": it is a link, a device or a pipe'],
  'a folder has content': ['"申报文件/": it is a folder with content'],
  'an entry unpacks to a thousand times its size': ['"申报文件/A09.txt": it unpacks to more than 200 times its size'],
  'an entry claims a size that no disk has': [
    '"申报文件/A01.pdf": it has more than 2147483648 bytes',
    '"申报文件/A01.pdf": it unpacks to more than 200 times its size',
  ],
  'many small entries together are too much': ['the zip unpacks to more than 10000 bytes'],
  'the zip itself is too large': ['the zip has more than 100 bytes'],
  'there are too many entries': ['the zip has more than 3 entries'],
  'one entry is too large': [
    '"基本信息元数据.xml": it has more than 3000 bytes',
    '"申报文件/A01.pdf": it has more than 3000 bytes',
  ],
  'a document is too large': ['"基本信息元数据.xml": it has more than 2000 bytes'],
  'a zip lies within the zip': ['"申报文件/A09.zip": it is an archive within the archive: ZIP'],
  'a packed file lies within the zip': ['"申报文件/A09.pdf": it is an archive within the archive: GZIP'],
  'a name leads out of the package': ['"../../etc/cron.d/x": its name leads out of the package'],
  'a name leads out of the package from within': ['"申报文件/../../x.pdf": its name leads out of the package'],
  'a name is an absolute path': ['"/etc/passwd": its name is an absolute path'],
  'a name has a drive letter': ['"C:/Windows/x.pdf": its name begins with a drive letter'],
  'a name has backslashes': [
    '"申报文件\\\\..\\\\..\\\\x.pdf": its name holds a backslash',
    '"申报文件\\\\..\\\\..\\\\x.pdf": its name leads out of the package',
  ],
  'a name is a path of a network': ['"\\\\\\\\server\\\\share\\\\x.pdf": its name holds a backslash'],
  'a name is empty': ['"": its name is empty'],
  'a name has a zero byte': [
    '"申报文件/A09.pdf\\u{0}.exe": its name holds a character that names of files must not have',
  ],
  'a name turns the line round': [
    '"申报文件/A09\\u{202e}fdp.exe": its name holds a character that names of files must not have',
  ],
  'a name holds an invisible character': [
    '"申报文件/A\\u{200b}09.pdf": its name holds a character that names of files must not have',
  ],
  'a name holds a line break': [
    '"申报文件/A09\\u{a}.pdf": its name holds a character that names of files must not have',
  ],
  'a name holds a private character': [
    '"申报文件/\\u{e000}.pdf": its name holds a character that names of files must not have',
  ],
  'a name holds what a failed conversion leaves': [
    '"申报文件/\\u{fffd}.pdf": its name holds a character that names of files must not have',
  ],
  'a name holds a wildcard': ['"申报文件/*.pdf": its name holds a character that names of files must not have'],
  'a name is a device of Windows': [
    '"申报文件/aux.pdf": a part of its name is empty, reserved, or ends in a dot or a space',
  ],
  'a name ends in a dot': ['"申报文件/A09.pdf.": a part of its name is empty, reserved, or ends in a dot or a space'],
  'a name ends in a space': ['"申报文件/A09.pdf ": a part of its name is empty, reserved, or ends in a dot or a space'],
  'a name has an empty part': [
    '"申报文件//A09.pdf": a part of its name is empty, reserved, or ends in a dot or a space',
  ],
  'a name has a part of one dot': [
    '"申报文件/./A09.pdf": a part of its name is empty, reserved, or ends in a dot or a space',
  ],
  'a name is longer than disks allow': [
    '"申报文件/长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长.pdf": its name is longer than 255 bytes',
  ],
  'a name is longer than anything': [
    '"a/a/a/a/a/a/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb…": its name is longer than 1024 bytes',
  ],
  'an entry lies deep in folders': [
    '"申报文件/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/x.pdf": it lies deeper than 8 folders',
  ],
  'two entries have one name': ['"申报文件/A01.pdf": another entry has the same name'],
  'two names differ in case only': [
    '"申报文件/A01.pdf": another entry has the same name but for case, width or form of its characters: "申报文件/a01.PDF"',
  ],
  'two names differ in width only': [
    '"申报文件/A01.pdf": another entry has the same name but for case, width or form of its characters: "申报文件/Ａ01.pdf"',
  ],
  'two names differ in composition only': [
    '"申报文件/e\u0301.pdf": another entry has the same name but for case, width or form of its characters: "申报文件/é.pdf"',
  ],
  'two names differ in a compatibility ideograph only': [
    '"申报文件/豈.pdf": another entry has the same name but for case, width or form of its characters: "申报文件/\uF900.pdf"',
  ],
  'a file is the folder of others': ['"申报文件": it is a file, and a folder for other entries'],
  'a name says UTF-8 and is GB 18030': [
    '"Éê±¨ÎÄ¼þ/x": its name is neither UTF-8 with the flag for it, nor ASCII, nor GB 18030 that is no UTF-8',
  ],
  'a name is UTF-8 and does not say so': [
    '"申报文件/x": its name is neither UTF-8 with the flag for it, nor ASCII, nor GB 18030 that is no UTF-8',
  ],
  'a name is neither UTF-8 nor GB 18030': [
    '"aÿÿ": its name is neither UTF-8 with the flag for it, nor ASCII, nor GB 18030 that is no UTF-8',
  ],
  'a name is GB 18030, and its file on no list': ['"申报文件/x": no metadata list it'],
  'an entry has a second name in a field of its own': ['"申报文件/A01.pdf": it has two names that differ'],
  'a file stands where none should': ['"autorun.inf": it is where nothing should be'],
  'a file stands in a folder of its own': ['"其他/x.pdf": it is where nothing should be'],
  'a file is on no list': ['"申报文件/A09.pdf": no metadata list it'],
  'several things at once': [
    '"申报文件/A01.pdf": it is encrypted',
    '"../x": its name leads out of the package',
    '"/y": its name is an absolute path',
  ],
  'the base information is missing': ['"基本信息元数据.xml": it is missing'],
  'the process information is missing': ['"流程信息元数据.xml": it is missing'],
  'an entity reads a file of the machine': ['"基本信息元数据.xml": the XML declares a document type or entities'],
  'entities multiply': ['"基本信息元数据.xml": the XML declares a document type or entities'],
  'a document type comes from elsewhere': ['"流程信息元数据.xml": the XML declares a document type or entities'],
  'an entity is not defined': ['"基本信息元数据.xml": the XML is not well-formed'],
  'an element is not closed': ['"基本信息元数据.xml": the XML is not well-formed'],
  'elements lie without end within each other': ['"基本信息元数据.xml": the XML is nested deeper than 200'],
  'the outermost element is another': ['"基本信息元数据.xml": the outermost element is not base_info'],
  'an element is there twice': ['"基本信息元数据.xml": "apply_name" is there twice in "base_info"'],
  'an element holds elements': ['"基本信息元数据.xml": there are elements in "apply_name" where only text should be'],
  'there is no file set': ['"基本信息元数据.xml": the file set is missing'],
  'a folder of the file set is another': [
    '"基本信息元数据.xml": the file set has a folder that is none of 申报文件, 过程文件, 结果文件',
  ],
  'two files have one code': ['"基本信息元数据.xml": two files have the code "C01"'],
  'a file has no code': ['"基本信息元数据.xml": file 4 of the file set has no file_code'],
  'a place in the order is no number': ['"基本信息元数据.xml": the sequence of "file" is no number from 1'],
  'a file of the file set did not come': [
    '"申报文件/A07.pdf": it is missing',
    '"申报文件/A01.pdf": no metadata list it',
  ],
  'a file lies outside its folder': [
    '"../C01.ofd": it is where nothing should be',
    '"结果文件/C01.ofd": no metadata list it',
  ],
  'text stands where only elements should': ['"流程信息元数据.xml": text stands in "steps" where only elements should'],
  'something else is among the steps': ['"流程信息元数据.xml": something else than a step is among the steps'],
  'a licence names a file that is not there': [
    '"证照信息元数据.xml": a licence names the file "A99", which is not in the file set',
  ],
  'base64 is none': ['"证照信息元数据.xml": "holder_name" is no base64 of UTF-8'],
  'the record is another than the package is named after': [
    'the package is named after another record than the one in it',
  ],
  'the record code is a path': ['the record code is none that can name a package'],
  'a document is UTF-16': ['"流程信息元数据.xml": it is not UTF-8, or says that it is not'],
  'a document is GB 18030 and says so': ['"流程信息元数据.xml": it is not UTF-8, or says that it is not'],
  'a document says that it is GB 18030 and is not': ['"流程信息元数据.xml": it is not UTF-8, or says that it is not'],
  'the manifest is missing': ['"校验信息.xml": it is missing'],
  'a file that the manifest lists is missing': [
    '"申报文件/A01.pdf": it is missing',
    '"申报文件/A01.pdf": the manifest lists it, and it is missing',
  ],
  'the manifest tells another size': ['"申报文件/A01.pdf": it does not have the size that the manifest tells'],
  'the manifest tells another SM3': ['"申报文件/A01.pdf": it does not have the digest that the manifest tells: SM3'],
  'the manifest tells another SHA-256': [
    '"申报文件/A01.pdf": it does not have the digest that the manifest tells: SHA-256',
  ],
  'the manifest leaves a file out': ['"申报文件/A01.pdf": the manifest does not list it'],
  'the manifest lists a file twice': ['"申报文件/A01.pdf": the manifest lists it twice'],
  'a digest of the manifest is none': ['"校验信息.xml": the sm3 of "申报文件/A01.pdf" is no digest'],
  'the manifest has something else than entries': ['"校验信息.xml": something else than an entry is in it'],
  'a file of the manifest did not come': ['"申报文件/../x.pdf": the manifest lists it, and it is missing'],
  'the manifest is of another version': ['"校验信息.xml": its version is not 1'],
  'one bit of a file is another': [
    '"申报文件/A01.pdf": it does not have the digest that the manifest tells: SM3, SHA-256',
  ],
  'a bag of a version that nobody knows': [
    'as a bag it is not in order: bagit.txt declares no bag of a version that is known',
    '"bagit.txt": it does not have the digest that the bag tells',
  ],
  'a bag without the manifest of its payload': ['as a bag it is not in order: manifest-sha256.txt is missing'],
  'a bag that leaves a file out': ['"data/申报文件/A01.pdf": the bag does not list it'],
  'a bag that lists a file that did not come': ['"data/../x": the bag lists it, and it is missing'],
  'a bag whose information was changed': [
    'as a bag it is not in order: Payload-Oxum is not that of the payload',
    '"bag-info.txt": it does not have the digest that the bag tells',
  ],
  'a bag that would fetch a file from elsewhere': ['"990106-2024-000123/fetch.txt": it is where nothing should be'],
  'two bags in one zip': ['as a bag it is not in order: there are several in the zip'],
  'the digest beside the zip is another': ['the zip does not have the digest that was sent with it: SM3'],
  'the digests beside the zip are none': ['the file of digests beside the zip cannot be read'],
  'the zip is named after another record': ['the package is named after another record than the one in it'],
};
