/** Small hand-written word lists that newswire leans on, as bits. */

export const Role = {
  /** Stands inside names, in small letters: University of the Western Cape. */
  connector: 1 << 0,
  /** Mr, Dr, Sheikh: what follows is a person. */
  honorific: 1 << 1,
  /** president, minister, spokesman: a person is near. */
  office: 1 << 2,
  /** in, at, from: what follows may be a place. */
  locative: 1 << 3,
  /** said, told, added: a person or an organization speaks. */
  speech: 1 << 4,
  /** Ministry, University, Party: makes the name an organization's. */
  organizationHead: 1 << 5,
  /** Inc, Ltd, Corp: ends an organization's name. */
  organizationTail: 1 << 6,
  /** River, Lake, Province: makes the name a place's. */
  placeHead: 1 << 7,
  article: 1 << 8,
  /** Monday, March: capital but no name. */
  calendar: 1 << 9,
  /** north, southern, upper. */
  direction: 1 << 10,
  /** city, town, district in small letters beside a name. */
  placeNoun: 1 << 11,
  /** company, bank, agency in small letters beside a name. */
  organizationNoun: 1 << 12,
  /** brother, wife, aged. */
  personNoun: 1 << 13,
  /** dos Santos, van Gogh: may begin a name in small letters. */
  particle: 1 << 14,
  /** al-Ansari, sub-Saharan: may begin a name in small letters with a hyphen after it. */
  prefix: 1 << 15,
  /** Israel-based, China-led: after a hyphen, no part of the name. */
  compound: 1 << 17,
  /** Always before a person's name and never a part of it. */
  title: 1 << 16,
} as const;

const lists: Readonly<Record<keyof typeof Role, string>> = {
  connector:
    'of the and for de del la las los le les du des da do dos das di della dalla van von der den ter ten bin bint ibn abu al el ul ur in on to at y e & und et with zu af av a against by from',
  honorific:
    'mr mrs ms miss mx dr prof professor sir madam madame dame lord lady rev reverend fr father sister brother sheikh shaikh sheik imam ayatollah mullah maulana pastor bishop archbishop cardinal pope rabbi hajj haji capt captain lt lieutenant col colonel maj major gen general brig brigadier sgt sergeant cpl corporal adm admiral cmdr commander insp inspector const constable hon honourable honorable sen senator rep representative gov governor pres president vice-president chancellor judge justice king queen prince princess emperor emir sultan amir shri smt sri datuk dato tan tun ustaz chief mayor ambassador minister pm mp attorney detective officer monsieur mme mlle herr frau señor don doña dom saint',
  office:
    'president presidents minister ministers premier chairman chairwoman chairperson chair ceo cfo cto director directors secretary spokesman spokeswoman spokesperson leader leaders head chief boss manager coach captain striker midfielder defender goalkeeper player actor actress singer author writer editor journalist reporter correspondent analyst economist lawyer attorney judge justice senator governor mayor mp deputy commissioner commander general officer founder co-founder owner activist professor researcher scientist doctor councillor candidate lawmaker legislator ambassador envoy representative politician king queen prince princess artist director-general coordinator adviser advisor expert official superintendent principal vice-chancellor undersecretary treasurer negotiator prosecutor crown prime vice speaker lecturer',
  locative:
    'in at from near to around outside across throughout into toward towards between via inside within off through leaving visiting visited neighbouring neighboring neighbour neighbor',
  speech:
    'said says say told tells added adds stated noted notes explained announced argued warned claimed tweeted wrote writes asked replied insisted stressed urged commented revealed confirmed thanked recalled pointed believes thinks joked observed remarked lamented',
  organizationHead:
    'ministry university institute institution college school academy party council committee commission agency authority department bureau board association federation union league club society foundation fund bank court parliament senate assembly congress organisation organization group company corporation army navy police force forces brigade battalion guard service office centre center hospital church network alliance coalition movement front team united fc media news times post tribune herald gazette journal daily press television tv radio observatory museum chamber cabinet confederation consortium corps trust project programme program forum secretariat directorate tribunal airlines airways motors energy petroleum oil gas mining insurance holdings industries systems technologies laboratories labs studios records entertainment pictures communications telecom telecommunications international',
  organizationTail:
    'inc inc. ltd ltd. limited plc llc llp corp corp. corporation co co. company group gmbh ag sa s.a. nv n.v. bv spa s.p.a. pty bhd berhad holdings partners ventures',
  placeHead:
    'river lake lakes mount mountain mountains sea ocean bay gulf cape port fort island islands isle isles peninsula valley desert province state county district region municipality city town village township street road avenue boulevard highway square park forest beach coast hills hill falls creek canal strait straits bridge airport station republic kingdom emirates territory territories governorate prefecture oblast parish borough suburb delta plains plateau strip bank heights saint san santa são',
  article: 'the a an this that these those its his her their our my your',
  calendar:
    'monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun ramadan eid easter christmas diwali',
  direction:
    'north south east west northern southern eastern western central northeast northwest southeast southwest north-east north-west south-east south-west northeastern northwestern southeastern southwestern upper lower greater inner outer mid coastal rural',
  placeNoun:
    'city town village province state district region county capital island port area neighbourhood neighborhood suburb municipality country nation territory border river coast governorate prefecture constituency township parish',
  organizationNoun:
    'company firm bank agency group party ministry government newspaper magazine website broadcaster channel station airline club team side giant organisation organization union association university college court parliament regulator operator maker manufacturer retailer startup start-up charity ngo nonprofit militia army troops forces police officials daily',
  particle: 'de del della der den di do dos da das du van von bin bint ibn abu ter ten af',
  prefix: 'al el ul an ar as ash at ad az ed ez sub bin ibn',
  compound:
    'based led backed born held run owned style wide level made listed sponsored funded speaking only like free friendly related linked affiliated controlled occupied bound era',
  title:
    'mr mrs ms miss dr prof professor president minister senator governor secretary chairman chairwoman chairperson spokesman spokeswoman spokesperson director mayor justice inspector ceo mp deputy captain colonel lieutenant sergeant ambassador archbishop bishop cardinal pope chancellor premier congressman congresswoman councillor',
  personNoun:
    'wife husband brother sister son daughter father mother uncle aunt cousin friend colleague widow boyfriend girlfriend fiancé resident aged named born who mr mrs family',
};

const rolesByWord = new Map<string, number>();
for (const [name, words] of Object.entries(lists)) {
  for (const word of words.split(' ')) {
    rolesByWord.set(word, (rolesByWord.get(word) ?? 0) | Role[name as keyof typeof Role]);
  }
}

/** The roles of a word in small letters; a final full stop does not matter. */
export function rolesOf(lower: string): number {
  const bare = lower.endsWith('.') ? lower.slice(0, -1) : lower;
  return rolesByWord.get(lower) ?? rolesByWord.get(bare) ?? 0;
}
