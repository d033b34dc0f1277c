"""Words and turns of running text that say how something is, and those that turn, limit or doubt it.

Only data: a turn is words with a space between, longest first. How they work together is `core.phrase.claims`.
"""

from enum import Enum, auto


class Cue(Enum):
    """What a word or turn does in its clause."""

    NOT = auto()
    NONE = auto()
    """`ingen`: what follows is not there."""
    GONE = auto()
    """It is gone or does not work at all."""
    WENT = auto()
    """It went at some time: so it is gone unless something later says that it came back."""
    POOR = auto()
    """It works in part, or badly."""
    SCARCE = auto()
    """There is little."""
    ONLY = auto()
    SOON = auto()
    ENOUGH = auto()
    GOOD = auto()
    WORKS = auto()
    """A verb: denied, the thing does not work."""
    CAME = auto()
    """It came, or came back."""
    LEFT = auto()
    """`tilbage`: left, or back."""
    AGAIN = auto()
    NEED = auto()
    TROUBLE = auto()
    """`mangel`, `problemer`: denied, all is well."""
    HOPED = auto()
    """Promised, expected, on the way: not here."""
    LASTS = auto()
    """`rækker`, `holder`: a time follows."""
    UNTIL = auto()
    PART = auto()
    """Some of it, some places."""
    DOUBT = auto()
    EXCEPT = auto()
    BUT = auto()
    IF = auto()
    PAST = auto()
    TOLD = auto()
    """Somebody else says so."""
    ELSEWHERE = auto()
    NOW = auto()
    ASKS = auto()
    FETCHED = auto()
    WAITS = auto()
    """For somebody to be fetched."""
    BLOCKED = auto()
    """Those who should fetch cannot come."""
    CALM = auto()
    UPSET = auto()
    FEAR = auto()
    """Grave unrest."""
    COLD = auto()
    WARM = auto()
    DARK = auto()
    HUNGRY = auto()
    THIRSTY = auto()
    FINE = auto()
    """The place as a whole is well."""
    OVERWHELMED = auto()
    """The place as a whole is not."""
    CORRECTS = auto()
    WE = auto()
    YOU = auto()
    PEOPLE = auto()
    KIN = auto()
    """Those who fetch."""
    IT = auto()
    """A word that stands for what was spoken of."""
    THANKS = auto()
    ALL = auto()
    FALSE_ALARM = auto()


TURNS: dict[Cue, str] = {
    Cue.NOT: """
        ikke,ikk,ik,ej,aldrig,næppe,ikke længere,heller ikke,slet ikke,endnu ikke,ikke endnu,langtfra,langt fra,itj,
        it,ikkje
    """,
    Cue.NONE: """
        ingen,intet,ingenting,uden,hverken,ikke noget,ikke nogen,ikke nogle,ikke mere,ikke flere,ikke en,ikke et,
        ikke en eneste,ikke et eneste,ikke skyggen af,slet ingen,slet intet,overhovedet ingen,overhovedet ikke noget,
        slet ikke noget,slet ikke nogen,ikke en dråbe,ikke en krumme,ikke noget som helst,ingen som helst,ikke spor,
        ikke mere af,ingen flere,ikke gnist,nul,0,minus,løbet tør for,løbet helt tør for,gået tør for,ikke en skid,
        ikke en pind,ikke det mindste
    """,
    Cue.GONE: """
        død,døde,dødt,stendød,stendøde,helt død,nede,ned,væk,slut,ikke spist,ikke fået noget at spise,ikke fået mad,
        sluttet,tom,tomt,tomme,tør,tørt,tørre,opbrugt,opbrugte,brugt op,brugt alt,brugt alle,brugt hele,sluppet op,
        løbet tør,gået tør,kørt tør,tør for,defekt,defekte,ødelagt,ødelagte,knust,knækket,sprunget,brændt,brændt af,
        brændt sammen,brændt over,kortsluttet,stået af,står af,i stå,gået i stå,gået i stykker,i stykker,itu,kaput,
        smadret,færdig,spist op,spist,drukket,kollapset,brudt ned,brudt sammen,forsvundet,afbrudt,slukket,slukkede,
        gået ud,gået,gåede,faldet ud,faldet af,faldet sammen,stoppet,stoppede,tilstoppet,stoppet til,lukket,
        lukket ned,lukket af,afspærret,spærret,aflåst,frosset,frosset til,løber over,løber ud over,løb over,
        løbet over,er løbet over,trykker op,stiger op,kommer op,slået fra,👎,oversvømmet,står stille,sat ud,satte ud,
        stået stille,mistet,mistede,taget fra os,stjålet,blæst væk,forurenet,udrikkeligt,udrikkelig,giftig,giftigt,
        gåt,ude,ude af drift,ubrugelig,ubrugelige,ubrugeligt,utæt,lækker ud,står,aflåse,lukke,afspærre,
        helt til rotterne,til rotterne,gået fløjten,fløjten,røget,stjæler,fladt,flad,flade,død som en sild,
        død som en dørsøm,død som en sten,nul og niks,nada,niks,rest 0,kan vi ikke få,blæret af,gået op i røg,
        op i røg,sort,sort skærm,sortnet,helt sort,bortkommet,blevet væk,blevet våd,våde,våd,opløst,på røven,i lort,
        gået ned,gået kold,sagt op,opgivet,givet op,opgav,sov ind,sovet ind,kan ikke bruges,kan ikke drikkes,
        kan ikke skylles,kan ikke skylle,kan ikke trækkes,kan vi ikke skylle,hostet op,kvitteret,udgået,afgået,
        kapitulerede,sat sig,tabt,ryddet,løber ikke,tændt af,smuttet,brugt det sidste,brugt den sidste,
        brugt de sidste,spist det sidste,spist den sidste,drukket det sidste,sidste er brugt,sidste er væk,svigtet,
        all gone,off,stoppet helt,gået helt,sat ud af drift,futsk,totalskadet,revet over,brændt op,løbet ud,drænet,
        tømt for,frosset i stykker,pist væk,helt væk
    """,
    Cue.WENT: """
        gik,gik ud,gik ned,gik i stå,gik i stykker,gik tør,røg,røg sig en tur,stoppede,døde,faldt ud,faldt sammen,
        forsvandt,svigtede,sprang,brød sammen,brød ned,slukkede,slap op,løb tør,satte ud,stod af,brændte sammen,
        brændte af,brændte over,brændte,kollapsede,lukkede ned,lukkede,blev afbrudt,blev lukket,er gået,er røget,
        stod stille,frøs til,frøs,går igen,går ud igen,ryger igen,ryger ud,går ud,svigter,svigter igen
    """,
    Cue.POOR: """
        svag,svagt,svage,for sent,underligt,underlig,lyder underligt,lyder sært,sært,blinker,blinkede,
        blinker og blinker,flimrer,ustabil,ustabilt,ustabile,dårlig,dårligt,dårlige,hakker,skratter,skurrer,knaser,
        falder ud,falder hele tiden ud,ryger hele tiden,ryger,drypper,dryppede,siver,lunken,lunkne,lunkent,lav,lavt,
        lave,rust,rustent,brunt,brun,brune,grumset,uklart,plumret,smager,smagte,lugter,lugtede,stinker,stank,mærkelig,
        mærkeligt,bøvl,bøvler,knas,driller,drillede,træls,langsom,langsomt,presset,presser,skidt,skrantende,skranter,
        halter,halv,halvt,halve,halvtom,halvtomme,halvfuld,halvfyldt,hoster,halveret,klamt,klam,sander til,på randen,
        usikker,usikkert,ustadig,vakler,kun delvist,delvist,delvis,nødtørftigt,så som så,sådan da,til nød,i ny og næ,
        af og til,ind imellem,en gang imellem,når den gider,ud og ind,går ud og ind,ind og ud,når det passer den,
        når den vil,på skift,til og fra,kommer og går,går og kommer,knap så køn,knap så kønt,knap så godt,
        ikke for godt,ikke særlig godt,ikke prangende,ikke imponerende,ikke alverden,ikke det bedste,beskidt,beskidte,
        slår fra,slår fra hele tiden,knitrer,ikke så godt,ikke så god,ikke så gode,ikke så fint,mudret,klumper,
        overfyldt,overfyldte,stoppet delvist,revnet,utætte,lækker,drypvis,falmer,hænger,slidt,forældet,forældede,
        gammel,sparer,spare,sparet,sparsomt,rationerer,rationeret,slukker,skruet ned,overbelastet,for svag,køligt,
        kølig,i bund,tæt på nul,dør,dør langsomt,er døende,døende,falder fra hinanden,i udu,upålidelig,skrøbelig,lugt,
        uldent,pisser,går ud hele tiden,ringe,nogenlunde,halvdårlig,halvdårligt,går op og ned,op og ned,dyk,ulækkert,
        ulækker,lugten,kan ikke følge med,kold,koldt,kolde,iskold,iskoldt,mangelfuld,mangelfulde,rodet,ulæselig,
        ulæselige,ulæseligt,forkert,forkerte,passer ikke,stemmer ikke,elendig,elendigt,elendige,rædselsfuld,
        rædselsfuldt,forfærdelig,forfærdeligt,horribel,håbløs,håbløst,slem,slemt,flakker,flakkede,uhumsk,sløj,sløjt,
        vaklende,halvfærdig,utilstrækkelig,fejler,hopper,hopper ud,kokser,bøvlet,tvivlsom,tvivlsomt,snavset,muggen,
        muggent,fordærvet,for gammel,for gammelt,ustadigt
    """,
    Cue.SCARCE: """
        lidt,lit,liit,ikke til,knap,knapt,knappe,knebent,stramt,sparsom,begrænset,begrænsede,en smule,en anelse,
        en sjat,sjatter,en slat,slat,en rest,rest,en enkelt,en kvart,kvart,trekvart,en tredjedel,tredjedel,
        en fjerdedel,fjerdedel,ikke nok,ikke meget,ikke ret meget,ikke så meget,ikke mange,ikke ret mange,
        ikke så mange,ikke rigeligt,ikke rigelig,ikke tilstrækkeligt,ikke tilstrækkelig,for lidt,for få,for lille,
        for små,alt for lidt,alt for få,meget lidt,kun lidt,kun få,utilstrækkeligt,utilstrækkelig,den sidste,
        det sidste,de sidste,sidste,tynd,tyndt,småt,småt med,i underkanten,i den lave ende,til den lave side,sløjt,
        sløjt med,skralt,skralt med,ringe med,dårligt med,lige nok,kun lige,lige akkurat,lige til,slipper op,
        slipper snart op,løber tør,løber snart tør,løber ud,svinder,svinder ind,på vej ned,minimalt,minimal,
        ikke så ringe,bunden,ved bunden,skraber bunden,på sidste vers,synger på sidste vers,synger på det sidste,
        ved at være brugt,ved at være tom,ved at løbe tør,er ved at løbe tør,ved at slippe op,er ved at løbe,
        er ved at slippe,snart brugt op,snart tom,snart slut,snart væk,snart tør,snart fladt,på hælden,
        er ved at være der,går hurtigt,forsvinder hurtigt,ryger hurtigt,bruger meget,næsten ingen,næsten intet,
        næsten ikke mere,næsten ikke noget,næsten ikke,snart ikke mere,snart ingen,heller ikke for meget,
        ikke for meget,ikke mere end,strækker,strækkes,deles om,må deles,må dele,deler,skal deles,til de mindste,
        svært ved at få,går ikke længe,rækker ikke længe,rækker ikke langt,holder ikke længe,kniber,mindre og mindre,
        færre og færre,minder om slut,ikke alle,ikke til alle,rækker ikke,holder ikke,slår ikke til,passer ikke til,
        dækker ikke,er brugt snart,snart brugt,snart flad,snart flade,snart død,sidste krampetrækning,minimum,
        på bunden,næsten tom,næsten tomme,næsten tomt,næsten væk,næsten slut,næsten brugt,næsten ude,næsten flad,
        næsten fladt,næsten død,halvdelen
    """,
    Cue.ONLY: "kun,blot,bare,udelukkende,alene",
    Cue.SOON: """
        snart,om lidt,lige om lidt,om et øjeblik,om kort tid,inden længe,næsten,ved at,er ved at,tæt på,nær ved,
        lige ved at,nok snart
    """,
    Cue.ENOUGH: """
        rigeligt,rigelig,rigelige,masser af,masser,massevis af,massevis,bunker af,bunkevis,i spandevis,i læssevis,
        i stride strømme,hele lagre,overskud af,overskydende,fyldt op,fyldt,fyldte,tilstrækkeligt,tilstrækkelig,
        tilstrækkelige,mere end nok,nok af,nok til alle,for meget af,alt for meget,nok til,nok både,læssevis,
        lager nok,flere end nok,hamstret,stakkevis,kassevis,spandevis,godt med,pænt med,forsynet med,velforsynet,
        velforsynede,dækket ind med,dækket ind,godt kørende,i lange baner,en masse,så rigeligt,vi har mange,
        har vi mange,nice rigeligt med,rigeligt af,mange
    """,
    Cue.GOOD: """
        ok,okay,okej,oki,fint,fin,fine,godt,god,gode,super,supergodt,superfint,perfekt,perfekte,dejlig,dejligt,
        dejlige,i orden,i fin stand,i fin form,i skønneste orden,i den skønneste orden,i bedste orden,som det skal,
        som den skal,som de skal,som det skal være,upåklageligt,fortrinligt,udmærket,udmærkede,glimrende,fremragende,
        storartet,fejlfrit,problemfrit,stabil,stabilt,stabile,styr på,på plads,går fint med,sikret,er sikret,løst,
        er løst,på lager,ajourført,ajourførte,opdateret,opdaterede,ajour,kører på skinner,spiller,spinder,
        spinder som en kat,fejler ikke noget,fejler intet,er der ikke noget i vejen med,ikke noget i vejen med,
        intet i vejen med,ikke noget galt med,intet galt med,ikke en finger at sætte på,vidunderlig,vidunderligt,
        skønt,skøn,tiptop,i top,hele vejen,ingen problemer,ingen problemer med,ingen problem,intet problem,
        ikke noget problem,uden problemer,kan ikke klage over,kan ikke klage,ikke klage over,ingen bøvl,
        ikke noget bøvl,ingen knas,fedt,nice,skarp,klar,klart,klare,tilfredsstillende,acceptabelt,acceptabel,
        tilstrækkelig,rent,rene,ren,komplet,komplette,fuldstændig,fuldstændige,helt normalt,normal,normalt,
        ikke så tosset,ikke tosset,ikke så ringe,ikke ringe,lækker,lækkert,intakt,intakte,finfint,alletiders,
        på skinner,100 pct,100 procent,100 %,til alle,går fint,går godt,går udmærket
    """,
    Cue.WORKS: """
        virker,virke,virkede,gløder,egnet til brug,egnet,brugbar,brugbart,brugbare,fungerer,fungere,kører,kørte,dur,
        duer,løber,skyller,skylles,brænder,lyser,varmer,varmede,er tændt,tændt,tænder,oppe,oppe at køre,i gang,
        startet,starter,startede,snurrer,brummer,spiller,er åben,åben,åbent,åbne,er åbne,opladet,opladede,ladet op,
        ladet,i drift,kan bruges,kan drikkes,kan skylles,kan godt bruges,træffes,betjener,lader,er koblet til,
        koblet til,tilsluttet,igangsat,larmer,igennem,hul igennem,fanger,svarer
    """,
    Cue.CAME: """
        kommet,ankommet,leveret,modtaget,fået,fik,kom,repareret,fået lov at låne,fået låne,fået lånt,lånt,afhjulpet,
        udbedret,reetableret,lavet,fikset,ordnet,genstartet,genoprettet,reetableret,etableret,tilbage igen,
        vendt tilbage,kom tilbage,kommet tilbage,kom igen,kommet igen,kommet op igen,kom ind,hentet hjem,kom med,
        kommet med,vågnet,kommet til live,retur,uddelt,serveret,delt ud,skiftet,genetableret,er her endnu,er her igen,
        er her,er tilbage,er tilbage igen,er nu tilbage,blev leveret,blev fyldt,landet,er dukket op,dukket op,fundet,
        kommer ind igen,er landet,virker igen,kører igen,løber igen,skyller igen,åbnet,er på igen,er på vej op,
        på vej op,hængt op,hængt,sat op,udfyldt,tømt,udskiftet,ankom
    """,
    Cue.LEFT: "tilbage,tilb,til rest,tilovers,i behold,endnu",
    Cue.AGAIN: "igen,atter",
    Cue.NEED: """
        mangler,manglede,mangle,manglende,savner,savnes,behøver,trænger til,trænger,trænger hårdt til,brug for,
        har brug for,behov for,behov,mgl,mglr,hårdt brug for,kunne bruge,kunne godt bruge,kan bruge,kan godt bruge,
        vil gerne have,vil gerne bede om,vil gerne bestille,ønsker,ønsker os,beder om,bedes,bad om,efterlyser,
        kunne godt tænke os,ville være rart med,skal bruge,skal have,skal snart have,må have,må snart have,short på,
        kort på,lav på,nødt til at have,send,sende,sender i,kom nu med,kan i sende,kan i skaffe,skaffe,kan vi få,
        kan vi låne,må vi låne,låne,ske noget med,kan i undvære,kan i levere,flere,ville ikke være af vejen,
        ville ikke være dårligt,ville hjælpe,kniber med,det kniber,løber tør for,ved at løbe tør for,
        er ved at løbe tør for,er ved at slippe op for,løbe tør for,ved at være tør for,bede om,anmoder om,anmode om,
        bedt om,sendes,rekvirerer,bestille,ønskes,søges,udestående,efterspørges,spørger efter,spørger om,
        længes efter,higer efter,venter på,venter stadig på,afventer,må undvære,undværer,spørge om,har ikke fået,
        fik ikke,bestilt,skal nok have,skal ske noget med,til overs
    """,
    Cue.TROUBLE: """
        mere det med,mangel på,mangel,problemer med,problemer,problem med,problem,knaphed,vanskeligheder,besvær,
        udfordringer,udfordring,galt med,galt,i vejen,ballade med
    """,
    Cue.HOPED: """
        lovet,lovede,ventet,venter,på vej,er på vej,undervejs,kommer først,kommer kl,kommer klokken,kommer senere,
        kommer i morgen,kommer snart,kommer om,kommer måske,kommer nok,kommer,skulle komme,skulle være kommet,
        skulle være her,bestilt,håber,håber på,regner med,forventer,forventes,ventes,får først,får vi først,
        får i morgen,får senere,skal komme,vil komme,burde komme,burde være,kommer der,er ved at reparere,
        arbejder på,er ved at lave,prøver at,forsøger at,bliver repareret,er i gang med,sat i bestilling,kørt efter,
        hente,henter,er taget afsted efter,indtil den kommer,kommer tilbage,kommer igen,vender tilbage,aftalt
    """,
    Cue.LASTS: """
        rækker,rækker til,holder,holder til,er nok til,nok til,varer,klarer os,klarer vi os,strækker til,kan klare,
        batteri til,dækker
    """,
    Cue.UNTIL: """
        til i morgen,til i morgen tidlig,til i aften,til i nat,til i morgen aften,til i morgen middag,til imorgen,
        til natten,til aften,til aftensmad,til morgen,til morgenmad,til midnat,til middag,til frokost,
        til natten over,natten over,indtil,indtil i morgen,resten af natten,resten af dagen,natten igennem,
        til daggry,dagen ud,dagen over,aftenen ud,til kl,til klokken
    """,
    Cue.PART: """
        det ene,den ene,det andet,den anden,et af,en af,ét af,den sidste af,halvdelen,halvdelen af,nogle steder,
        nogle af,nogen af,enkelte,de fleste,flest,noget af,resten,dem i,dem på,dem ved,dem ude,den i,det i,den på,
        nogle,kun i,kun på,kun ved,kun inde,kun ude,første sal,1 sal,2 sal,i den ene,i den anden,på den ene,
        et enkelt,en enkelt,den lille,den store,hver anden
    """,
    Cue.DOUBT: """
        måske,vist,vistnok,muligvis,formentlig,formodentlig,nok,tror,troede,vil tro,muligt,mon,vel,sikkert,antagelig,
        antageligt,eventuelt,evt,så vidt,ved ikke,usikkert om,usikker på,tvivl,tvivler,næsten sikker,angiveligt,håbe,
        håbede,frygter,bange for at,bekymret for,hvad hvis,kunne,skulle,ville,burde,tør ikke,ser ud til,ser ud som,
        lader til,virker som,virker til,ligner,gætter,aner ikke
    """,
    Cue.EXCEPT: """
        undtagen,bortset fra,på nær,pånær,lige på nær,med undtagelse af,undtaget,udover,ud over,fraregnet,
        måske lige bortset fra,foruden,lige bortset fra,eneste minus,eneste problem,eneste der mangler,det eneste
    """,
    Cue.BUT: """
        men,dog,omend,om end,skønt,selvom,selv om,trods,alligevel,til gengæld,derimod,imidlertid,dog ikke,desværre,
        mens
    """,
    Cue.IF: """
        hvis,såfremt,medmindre,med mindre,ifald,forudsat,så længe,så snart,når,hvad hvis,skulle i,ellers,i tilfælde
    """,
    Cue.PAST: """
        var,havde,har haft,har været,i går,igår,i forgårs,tidligere,førhen,i sidste uge,i morges,i aftes,
        i formiddags,forleden,dengang,engang,plejer,plejede,sidste nat,blev,en overgang,før i tiden,normalt,
        oprindeligt
    """,
    Cue.TOLD: """
        siger,sagde,sagt,påstår,påstod,hævder,hævdede,mener,mente,hører,hørte,har hørt,hørt,ifølge,ikke sige,
        ikke sådan,ikke fordi,løgn,forlyder,det forlyder,rygte,rygter,rygtet,rygtes,efter sigende,skriver,skrev,
        fortalte,fortæller,fortalt,melder,meldte,meddelte,meddeler,råbte,råber,snakker om,taler om,siges,hedder det,
        troede,påstand,lovede,står der,læste,læst at,nævnte,nævner,spørger
    """,
    Cue.ELSEWHERE: """
        naboskolen,naboen,naboerne,nabohuset,naboplejehjemmet,nabobørnehaven,naboinstitutionen,genboen,ved siden af,
        overfor,på den anden side,ovre,derovre,derhenne,de andre,den anden skole,den anden,en anden,hos dem,
        hos de andre,i byen,hele byen,inde i byen,nede i byen,på sygehuset,på hospitalet,sfo'en,sfoen,plejehjemmet,
        vuggestuen,børnehaven,fritidshjemmet,klubben,hallen,kommunen,rådhuset,skolen,mødestedet,vandværket,nabo,
        deres,hjemme,hjemme hos,derhjemme,herrens hus,kirken,centeret,centret,biblioteket,gymnasiet,efterskolen,
        bostedet,dagplejen,dagplejeren,brugsen,butikken,supermarkedet
    """,
    Cue.NOW: "indtil nu,ind til nu,nu,lige nu,i øjeblikket,for tiden,p.t,pt,pludselig,indtil videre,nu igen",
    Cue.ASKS: "hvornår,hvordan,hvor,hvad,hvem,hvorfor,hvilke,hvilken,hvilket,hvis er,mon",
    Cue.FETCHED: """
        hentet,afhentet,blevet hentet,er hentet,er afhentet,er blevet hentet,hentede,hentede sin,hentede sit,
        hentede sine,kørt hjem,gået hjem,taget hjem,taget med hjem,sendt hjem,fulgt hjem,tog hjem,
        fået fat i deres børn,kom og hentede
    """,
    Cue.WAITS: """
        ikke hentet,ikke blevet hentet,ikke er hentet,ikke er blevet hentet,ikke afhentet,ikke hentede,
        mangler at blive hentet,mangler at hente,mangler afhentning,uhentede,uafhentede,venter på at blive hentet,
        venter på deres forældre,venter på forældre,venter på forældrene,venter forældre,venter på mor,venter på far,
        venter på at blive afhentet,skal hentes,mangler stadig at blive hentet,venter på sin mor,venter på sin far,
        venter på familie,venter på pårørende,ikke hentet endnu,endnu ikke hentet,ikke er hentet endnu,
        ingen har hentet,ingen er kommet efter,ikke kommet efter,ikke til at få fat på,ikke til at få fat i,
        ikke få fat i,ikke få fat på,ikke fat i,ikke fat på,ikke kunnet få fat i,ikke kunnet få fat på,
        ikke fået fat i,ikke fået fat på,henter først,hentes først,hentes ikke før,kommer først efter,
        ikke er kommet efter,venter stadig på at blive hentet,venter endnu,der venter,som venter,venter stadig,
        sidder her endnu,sidder stadig,ikke kommet nogen efter,ingen kommet efter,ikke kommet nogen og hentet
    """,
    Cue.BLOCKED: """
        kan ikke komme,kan ikke komme frem,kan ikke nå,kan ikke nå frem,sidder fast,kan ikke hente,
        kan ikke komme igennem,kan ikke komme hertil,kan ikke komme ind,kommer ikke,kommer ikke frem,
        kommer ikke igennem,når ikke frem,kan ikke hentes,ingen kan komme,ingen kan hente,strandet,er strandet,
        ikke kan komme,ikke kan hente,ikke kan nå,ikke kan nå frem,ikke kan komme frem,ikke kan hentes,ingen henter,
        som ingen henter,fanget i,sidder i kø,spærret inde
    """,
    Cue.CALM: """
        rolig,roligt,rolige,trygt,tryg,trygge,stille,stille og roligt,fredeligt,fredelig,hygger,hygger sig,hyggeligt,
        glad,glade,godt humør,i godt humør,afslappet,afslappede,chill,chille,synger,sang,leger,spiller kort,
        spiller spil,griner,ler,smiler,god stemning,stemningen er god,god ro,ro på,ro og fred,ingen panik,sødt,
        heldigvis søde,fattet,fattede,tilfredse,tilfreds,faldet til ro,faldet ned,faldet i søvn,godt tilpas,
        ved godt mod,højt humør,humøret er højt,tager det pænt,tager det roligt,tager det fint,tager det flot,
        er med på den,lytter til historie,hører historie,hører højtlæsning,tegner,slapper af,ligger og sover,
        har det dejligt,klarer det flot,klarer det godt,er ro,er der ro,ro her,ro,sover,sover sødt,sover trygt,
        sover fint,sover alle,snorker,falder i søvn,er faldet i søvn,alle sover,ingen uro,ikke længere uro,
        ikke længere urolige
    """,
    Cue.UPSET: """
        urolig,uroligt,urolige,utryg,utrygge,utrygt,bange,ræd,rædde,nervøs,nervøse,bekymret,bekymrede,ked,kede,
        ked af det,kede af det,græder,græde,græd,grædende,tuder,skriger,hyler,råber,skændes,slås,sloges,skændtes,
        oppe at køre,tør ikke gå,tør ikke sove,tør ikke være,hjemve,længes,savner deres,savner sin,savner mor,
        savner far,savner hendes,savner mor og far,flipper,flipper ud,flipper lidt ud,rastløs,rastløse,forvirret,
        forvirrede,konfus,vandrer,vandrer rundt,angst,ængstelig,ængstelige,anspændt,trykket,trykket stemning,
        dårlig stemning,uro,utryghed,kan ikke sove,kan ikke falde i søvn,vil ikke sove,vågen hele natten,sover ikke,
        ingen sover,får ikke sovet,pylrede,pylret,klynker,vrede,vred,sure,stressede,stresset,på spil,ude af den,
        ud af den,mareridt,trøste,trøster,hysteriske,skælder ud,pissesure,skidesure,irriterede,irriteret,knotne,
        vrisne,utålmodige,utålmodig,ballade,skænderi,kritisk stemning,vil hjem,spændt,går i ring
    """,
    Cue.FEAR: """
        panik,i panik,panisk,paniske,hysterisk,vold,voldelig,voldeligt,kaos,truer,truende,slagsmål,slår hinanden,
        kniv,ude af kontrol
    """,
    Cue.COLD: """
        fryser,frøs,fryse,koldt,kulde,kulden,hundekoldt,pissekoldt,iskoldt,skidekoldt,bidende koldt,hamrende koldt,
        køligt,klaprer tænder,ryster af kulde,småfryser,blå læber,kolde fingre,kolde hænder,frysende,kolde fødder,
        kolde,koldere
    """,
    Cue.WARM: """
        lunt,varmt nok,dejligt varmt,godt varmt,varmt,lun,lune,holder varmen,varme nok,fryser ikke,tilpas varmt
    """,
    Cue.DARK: """
        mørkt,mørk,mørke,mørket,bælgmørkt,bælgravende mørkt,kulsort,begsort,buldermørkt,mørklagt,mørkelagt,
        er sort som,sort som,er ravsort,famler,famler rundt,ser ingenting,kan ikke se noget,kan intet se,
        kan ikke se en hånd
    """,
    Cue.HUNGRY: "sultne,sulten,sulter,sult,tomme maver,knurrende maver,maverne knurrer,maven knurrer,småsultne",
    Cue.THIRSTY: "tørstige,tørstig,tørster,tørst",
    Cue.CORRECTS: """
        nej,nej undskyld,det vil sige,dvs,arh nej,åh nej,nå nej,ups,rettelse,ret,jo,jo nu,eller nej,nej vent,vent,
        undskyld,jeg mener,mener jeg,jeg skrev forkert,skrev forkert,det passer ikke,korrektion,eller rettere,
        rettere,eller det var,glem det,stryg det,sletning,nej nej,nej det passer ikke
    """,
    Cue.WE: "vi,os,vores,vor,jeg,mig,min,herinde,her,hos os,hernede,heroppe,herovre,man",
    Cue.YOU: "i,jer,jeres,du,dig,din,dit,de",
    Cue.PEOPLE: """
        børn,barn,børnene,barnet,elever,eleverne,eleven,beboere,beboerne,beboer,beboeren,borgere,borgerne,ældre,
        gamle,unger,ungerne,poder,de små,små,de store,de mindste,babyer,babyerne,alle,folk,folkene,mennesker,
        menneskene,de,dem,hun,han,pigen,drengen,drengene,pigerne,en pige,en dreng,personalet,voksne,gæster,gæsterne,
        patienter,patienterne,en enkelt,nogle,flokken,de unge,rollinger,rollingerne,kollegerne,kolleger,kollega,
        kollegaen,de fleste,alle sammen,forsamlingen,en beboer,resten,familierne,familien
    """,
    Cue.KIN: """
        forældre,forældrene,forælder,mor,far,moren,faren,mødre,fædre,mødrene,bedstefar,bedstemor,bedsteforældre,
        pårørende,familie,familien,søn,datter,mand,kone,værge,onkel,tante,søster,bror,mormor,morfar,farmor,farfar,
        naboen
    """,
    Cue.IT: "den,det,de,dem,der,denne,dette,disse,begge,ingen af dem,alt,alle,så",
    Cue.THANKS: """
        tak for,tak fordi,mange tak for,tusind tak for,tak,takker for,mange tak til,tak til,tak for lånet af,
        tak for sidst
    """,
    Cue.ALL: "alt,alting,det hele,alle ting",
    Cue.FALSE_ALARM: "falsk alarm,falsk alarm med",
}
