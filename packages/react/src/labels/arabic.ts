import type { Labels } from './labels.ts'
import { whenAsked } from './whenAsked.ts'

/**
 * Modern Standard Arabic, to be given to `LabelsProvider` or as `labels`. Addresses nobody as he or she. Of one and two
 * it says the word without the number: `رسالتان`. Where it is told a number only as written, no noun follows it.
 */
export const arabic: Labels = {
  locale: 'ar',
  you: 'أنت',
  assistant: 'المساعد',
  system: 'ملاحظة',
  conversation: 'المحادثة',
  composer: 'الرسالة',
  placeholder: 'ما سؤالك؟',
  send: 'إرسال',
  stop: 'إيقاف',
  copy: 'نسخ',
  copied: 'تم النسخ',
  regenerate: 'إعادة الإجابة',
  continueAnswer: 'متابعة',
  actions: 'إجراءات الرسالة',
  edit: 'تعديل',
  editedMessage: 'الرسالة المعدّلة',
  cancel: 'إلغاء',
  rateGood: 'إجابة جيدة',
  rateBad: 'إجابة سيئة',
  whatWasWrong: 'ما المشكلة في الإجابة؟',
  skip: 'تخطي',
  thanks: 'شكرًا',
  previousQuestion: 'السؤال السابق',
  versionOf: (version, count) => `النسخة ${version} من ${count}`,
  previousVersion: 'النسخة السابقة',
  nextVersion: 'النسخة التالية',
  firstWordAfter: (seconds) => `${seconds} حتى الكلمة الأولى`,
  tokensPerSecond: (tokens) => `${tokens} رمز/ث`,
  retry: 'إعادة المحاولة',
  loadingEarlier: 'جارٍ تحميل الرسائل السابقة…',
  earlierFailed: 'تعذّر تحميل الرسائل السابقة.',
  dismiss: 'إغلاق',
  toEnd: 'الانتقال إلى النهاية',
  toNewMessages: (messages, count) =>
    `${newMessages(messages, count)}، الانتقال ${messages === 2 ? 'إليهما' : 'إليها'}`,
  newMessages,
  newFromHere: 'جديد',
  thinking: 'جارٍ التفكير…',
  thoughts: 'مسار التفكير',
  thoughtFor: (duration) => `استغرق التفكير ${duration}`,
  sources: 'المصادر',
  sourceCount: (sources, count) =>
    counted(sources, count, {
      zero: 'لا مصادر',
      one: 'مصدر واحد',
      two: 'مصدران',
      few: 'مصادر',
      many: 'مصدرًا',
      other: 'مصدر',
    }),
  citation: (number, title) => `المصدر ${number}: ${title}`,
  toolInput: 'المدخلات',
  toolOutput: 'المخرجات',
  copyOutput: 'نسخ المخرجات',
  responding: 'المساعد يجيب',
  complete: 'اكتملت الإجابة',
  stopped: 'أُوقفت الإجابة',
  interrupted: 'انقطعت الإجابة',
  failed: 'تعذّرت الإجابة',
  cutAtLength: 'بلغت الإجابة الحد الأقصى للطول.',
  cached: 'أُجيب عنه سابقًا',
  cachedStale: 'إجابة سابقة',
  saved: (usage) => `تم توفير: ${usage}`,
  automatic: 'رد تلقائي',
  filtered: 'أوقف مرشّح المحتوى هذه الإجابة.',
  queued: 'في انتظار الإرسال',
  cancelQueued: 'إلغاء الإرسال',
  reconnecting: 'انقطع الاتصال. جارٍ إعادة الاتصال…',
  welcome: 'كيف يمكنني المساعدة؟',
  taskDone: 'مُنجز',
  taskOpen: 'غير مُنجز',
  leftOut: (messages, count) =>
    counted(messages, count, {
      zero: 'كل الرسائل السابقة تُرسل',
      one: 'رسالة سابقة واحدة لم تعد تُرسل',
      two: 'رسالتان سابقتان لم تعودا تُرسلان',
      few: 'رسائل سابقة لم تعد تُرسل',
      many: 'رسالة سابقة لم تعد تُرسل',
      other: 'رسالة سابقة لم تعد تُرسل',
    }),
  summarized: (messages, count) =>
    counted(messages, count, {
      zero: 'لا رسائل سابقة تُرسل ملخّصة',
      one: 'رسالة سابقة واحدة تُرسل ملخّصة',
      two: 'رسالتان سابقتان تُرسلان ملخّصتين',
      few: 'رسائل سابقة تُرسل ملخّصة',
      many: 'رسالة سابقة تُرسل ملخّصة',
      other: 'رسالة سابقة تُرسل ملخّصة',
    }),
  contextWindow: 'نافذة السياق',
  contextUsed: (percent) => `السياق: استُخدم ${percent}`,
  contextUnlimited: (tokens) => `السياق: استُخدم ${tokens} من الرموز، والحد الأقصى غير معروف`,
  used: 'قيد الاستخدام',
  limit: 'الحد الأقصى',
  limitUnknown: 'غير معروف',
  heldBack: 'محجوز للإجابة',
  noLongerSent: 'لم يعد يُرسل',
  sentAsSummary: 'يُرسل ملخّصًا',
  cost: 'التكلفة',
  estimates: 'بعض هذه الأعداد تقديري.',
  messages: (messages, count) =>
    counted(messages, count, {
      zero: 'لا رسائل',
      one: 'رسالة واحدة',
      two: 'رسالتان',
      few: 'رسائل',
      many: 'رسالة',
      other: 'رسالة',
    }),
  tokens: (tokens) => `${tokens} من الرموز`,
  tokensOf: (tokens, limit) => `${tokens} من أصل ${limit} من الرموز`,
  tokensIn: (tokens) => `المدخلات: ${tokens}`,
  tokensOut: (tokens) => `المخرجات: ${tokens}`,
  about: (estimate) => `${estimate} تقريبًا`,
  nearLimit: (tokens, limit) => `نحو ${tokens} من أصل ${limit} من الرموز`,
  overLimit: (tokens) =>
    `نحو ${tokens} من الرموز: أطول مما يستوعبه النموذج. يُرجى الاختصار، وإلا فقد تُرفض الرسالة.`,
  costToSend: (cost) => `تكلفة الإرسال نحو ${cost}`,
  tooLargeToRender: 'لا يمكن تنسيق هذه الرسالة لكبر حجمها أو شدة تداخلها.',
  cannotRender: 'لا يمكن تنسيق هذه الرسالة.',
  unformatted: 'نص غير منسّق',
  showRest: (characters) => `عرض المزيد (عدد الأحرف: ${characters})`,
  loadImage: (host, description) => `تحميل الصورة من ${apart(host)}${after(description)}`,
  blockedImage: (host, description) => `صورة من ${apart(host)}${after(description)}`,
  loadAudio: (host, name) => `تحميل المقطع الصوتي من ${apart(host)}${after(name)}`,
  loadVideo: (host, name) => `تحميل مقطع الفيديو من ${apart(host)}${after(name)}`,
  cannotShow: 'تعذّر العرض',
  fileKinds: {
    image: 'صورة',
    audio: 'مقطع صوتي',
    video: 'مقطع فيديو',
    text: 'نص',
    pdf: 'مستند PDF',
    document: 'مستند',
    spreadsheet: 'جدول بيانات',
    presentation: 'عرض تقديمي',
    archive: 'ملف مضغوط',
    file: 'ملف',
  },
  code,
  copyCode: 'نسخ الشيفرة',
  selectedToCopy: 'تم التحديد، يُرجى النسخ يدويًا',
  download: 'تنزيل',
  downloadCode: 'تنزيل الشيفرة',
  showAllLines: (_lines, count) => `عرض كل الأسطر (${count})`,
  codeOfLines: (language, lines, count) =>
    `${code(language)}، ${counted(lines, count, {
      zero: 'بلا أسطر',
      one: 'سطر واحد',
      two: 'سطران',
      few: 'أسطر',
      many: 'سطرًا',
      other: 'سطر',
    })}`,
  showFewer: 'عرض أقل',
  table: 'جدول',
  tableOf(rows, columns, rowCount, columnCount) {
    const rowWords = counted(rows, rowCount, {
      zero: 'بلا صفوف',
      one: 'صف واحد',
      two: 'صفان',
      few: 'صفوف',
      many: 'صفًا',
      other: 'صف',
    })
    const columnWords = counted(columns, columnCount, {
      zero: 'بلا أعمدة',
      one: 'عمود واحد',
      two: 'عمودان',
      few: 'أعمدة',
      many: 'عمودًا',
      other: 'عمود',
    })
    return `جدول، ${rowWords}، ${columnWords}`
  },
  imageOf: (description) => `صورة${after(description)}`,
  fileOf: (name) => `ملف${after(name)}`,
  needsApproval: (tool) => `الموافقة مطلوبة على ${apart(tool)}`,
  moreToRead: 'بقية الإجابة في المحادثة',
  copyMarkdown: 'نسخ بتنسيق Markdown',
  copyCsv: 'نسخ بتنسيق CSV',
  toolState: {
    'input-streaming': 'قيد التحضير',
    'input-available': 'قيد التنفيذ',
    'approval-requested': 'بانتظار الموافقة',
    'approval-responded': 'تمت الموافقة',
    'output-available': 'تم التنفيذ',
    'output-error': 'تعذّر التنفيذ',
    'output-denied': 'تم الرفض',
  },
  toolInterrupted: 'انقطع التنفيذ',
  toolChecked: 'قيد التحقق',
  toolUnanswered: 'بلا رد',
  approvalAsked: (tool) => `الموافقة على «${tool}»؟`,
  approve: 'موافقة',
  deny: 'رفض',
  errors: {
    rate_limit: 'الطلبات كثيرة حاليًا. يُرجى المحاولة بعد قليل.',
    quota: 'نفد الرصيد المخصّص لهذه المحادثة.',
    overloaded: 'النموذج مثقل بالطلبات حاليًا. يُرجى المحاولة بعد قليل.',
    server_error: 'حدثت مشكلة في الخادم. يُرجى المحاولة مرة أخرى.',
    timeout: 'استغرقت الإجابة وقتًا أطول من اللازم.',
    network: 'تعذّر الوصول إلى الخادم. يُرجى التحقق من الاتصال والمحاولة مرة أخرى.',
    auth: 'لم يتم تسجيل الدخول إلى هذه المحادثة، أو أن إعداداتها غير صحيحة.',
    permission: 'لا تملك هذه المحادثة صلاحية القيام بذلك.',
    not_found: 'لم تعد الإجابة متوفرة.',
    context_length: 'هذه المحادثة أطول مما يستوعبه النموذج.',
    turn_too_large: 'هذه الرسالة أطول مما يستوعبه النموذج. يُرجى اختصارها.',
    content_policy: 'رفض مزوّد الخدمة هذا الطلب بسبب محتواه.',
    too_large: 'هذا أكثر مما يمكن إرساله دفعة واحدة. يُرجى الاختصار.',
    invalid_request: 'لم يفهم الخادم الطلب.',
    busy: 'لا تزال إجابة أخرى قيد الكتابة في هذه المحادثة.',
    bad_event: 'تعذّرت قراءة الإجابة.',
    bad_sequence: 'وصلت الإجابة بترتيب غير صحيح فأُنهيت.',
    not_a_stream: 'ما أرسله الخادم ليس إجابة. هل تطلب الشبكة تسجيل الدخول؟',
    incomplete_stream: 'انقطعت الإجابة. ما وصل منها محفوظ.',
    unavailable: 'الخادم قيد إعادة التشغيل. يُرجى المحاولة بعد قليل.',
    unknown: 'حدث خطأ ما. يُرجى المحاولة مرة أخرى.',
  },
}

function newMessages(messages: number, count: string): string {
  return counted(messages, count, {
    zero: 'لا رسائل جديدة',
    one: 'رسالة جديدة واحدة',
    two: 'رسالتان جديدتان',
    few: 'رسائل جديدة',
    many: 'رسالة جديدة',
    other: 'رسالة جديدة',
  })
}

const rules = whenAsked(() => new Intl.PluralRules('ar'))

/** A noun in the form that its number asks for, behind the number unless it says none, one or two by itself. */
function counted(
  value: number,
  written: string,
  forms: Readonly<Record<Intl.LDMLPluralRule, string>>,
): string {
  const rule = rules().select(value)
  const saysNumber = rule === 'zero' || rule === 'one' || rule === 'two'
  return saysNumber ? forms[rule] : `${written} ${forms[rule]}`
}

function code(language: string): string {
  return language === '' ? 'شيفرة برمجية' : `شيفرة ${language}`
}

function after(name: string): string {
  return name === '' ? '' : `: ${apart(name)}`
}

/** Isolated: what is in another script keeps its place in the sentence. */
function apart(name: string): string {
  return `\u2068${name}\u2069`
}
