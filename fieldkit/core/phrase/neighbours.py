"""Danish words one letter away from a word of the shorthand. They mean themselves and are never read as misspelt.

Found by holding a Danish word list against the vocabulary.
"""

_WORDS = """
    aben advarer afsat afsatte afventning afventningen angel ansats anset ansæt ansætte arme armen baden bandet
    bedøver begramset begrænse begrænsende begrænser begrænses behovet behøve behøves berøver bister blister boksen
    britisk britiske broen brygge cisterne defekten defekter dirker eleven elevere elles elver engen euroen farme
    farmen festen fingerer fister forandre forbandelse forbandelsen forbindelser forsvunden fravæn front frygt fulde
    funderer fungere fungeret gaben gaden grant groft grøft harme heftes hellers hendes henning henter hesten hestes
    holdt håndtaske håndtasken inden inte intel inter interne internt ister kalde kaldt karme kilde kilden kimer
    kirker kister kisterne klister kloaker klokken klokker klokkerne klude kluden knaps knast kold kolde
    kommunikations kontakte kontakter kontaktet kontant kontrakt kontrakten kritik kroen kuld kuldet kulen kulten
    kunde kunden kæben laden landet larme larmen laster lasterne latin latiner latinerne lester lettet lever lifter
    lifterne ligeligt limer lirker liste listen listet liter lynet lyse lyser lyst lyste lyster lysterne læben
    læsterne made madens madvaner madvaren magen mandel manden mandet mandler mangen manges manglen manuel market
    maven mister modarbejder moden mordet more morse mort moske mulden måden mærke mærket møre mørk mørkne mørt
    nettets norma normale nuttet opbragt opbrudt pair paper personager personal pesten pirker pisterne problemet
    raden radisen radiser radiserne randet ratio ratioer renten rentes rester retten rettet rimelig rimeligt rimer
    ringen risten rister roen rolig rusten røsten sabel sablen sagen sagt salen sandet sart saven sister skulde
    skulden slagt smagt smart snar snert spagt spice spidse spies spike spire spis spiser spises spist spiste staben
    start stimer storm stram stryg strø strøg strømme strømmer strøms strør strøs svage svigt sæber sæden tapir
    tapirer tarme tarmen telefoni testen tider tiders tier tiger tigers timen times tingen tomlet tragt troen trygl
    trygle trykt trægt tygge tørke uafbrudt ubegrænsede ubegrænset ukritisk ulde ulden ungen unormalt uren urten
    utilstrækkelig utilstrækkeligt utrolige utroligt utrykt vadet vande vander vandret vandt vanket varde varen varm
    varmer varmes varmet varpe varte ventes vesten vikker vingen vinker virke virket visker vokse voksent vokser
    vokset vundet våndet værker
"""

NEIGHBOURS: frozenset[str] = frozenset(_WORDS.split())

_ALSO = """
    bonden
    aben adler adventer afbrud afbrudte affaldspose affaldsposen affaldsposes affaldssæk affaldssækken affase afhente
    afhentes afhentninger afkast afkommet aflade afladt aflagt aflast aflaste aflok aflokkende afluse aflyse aflyst
    aflås aflåser aflåste aflæse aflæsse aflæst afløn aflønnende afløs afløse afløsende afløst afløv afløvende afløvet
    afsalt afsked afskridtning afslappe afslappende afspændt afspærrer afstem afstod afsved aftagelig aftageligt aftal
    aftale aftalte aftener aftnen afvente afventen afventes afventning afventningen agter ah ajourfør ajourføre
    akkurate aldre aldring alsing anelsen anelser anet angivelig angivelige ankomme ankommer anløb anløbende anløbene
    anløbet anmod anmodet anode anoder anspænde anspændte antagelige antegne antenner arbejde arbejdere arbejdes
    arbejdet arbejdskampe avler babser babserne babyen bade badende bagerier bagerierne bageriet bagt bakterie
    bakterier bakterierne balladen ballader baller bananen bande banden bander bandet bandt banet banker banket
    banketter banner barket batikken batter batterne batters bavlet beboet bebop bebor bebos bedende bedst bedøver
    befor bege begramsede begramset begrænse begrænsende begrænser begrænses begsorte beholde beholdt behovet behøve
    behøves behøvet bekranset bekymre bekymrende bekymrer bekymres belysninger benhinden benzen benziner beoer beoerne
    beror berøver beskar beskudt beskudte beskær besnær besover bespar bestalling bestil bestiller besvar besvare
    besvor besvære besværg betjene betjenes bevar beæret biblioteker biddene biende bildende bilende biller bindende
    bjørnene bladet bladret blafret blakket blande blander blandt blanke blankes blankt bleger bleget blegn blend
    blider blinder blinke blinken blinkende blinkene blinkere blinkes blodet blonden blunden blåret blænde blænder
    blændet blænker blære blæren blærer blæres blæver blævret boblet boler bolet bolle bollen bolles bolstedet bolter
    bordene bordet borene borgede borgene borger borgeren borgers borterne bortkomme bortse bortses bosteder bovner
    bovnet bowlet brager brages brande brander brandere brandyer branke branker brevet brinker brod brodden broddet
    broder broget bronzen brudes brugens brugere bruget brugets brugs brugtes brumme brummen brummere brummes brummet
    bruner brusen bruser bruses brynde brædder brædt bræger bræges bræmmer brændeknude brændeknuden brændeknudes
    brændeovne brændeovnene brændeovnes brændere brænderi brændselet brændsler brændstoffer brændstoftanke brøde
    brødes brølet brøndene brøndes brøndsel bukker bulker buller bunde bundene bundes bundet bundne bunke bunkere
    bunkes bunket bunkevise bunkre bure burger burgere burgerne burre butikker byboer byboere byboeren byboerne
    bydende bynker bytteriet bånder bælgmørk bælgmørke bæller bændsel bændslet bænker bødende bødet bødler bøfler
    bøjler bøller bøllet børene børnehave børnehaver børnehaves bøvet bøvser centre centrer centreret centres daglejen
    daglejeren daglig daglige dagligt dagning dagpleje dagplejer dagplejere dagplejerne dagplejes daler damer daner
    danser danset daser daset dasser dater datoer datten defekten defekter dejligst deller delles delvise derover
    dersom deslige desset diende dikke diller dokker dokning dokningen dopende doser drabet draget drenge drengede
    drenges drenget driblede dribler drikkedunk drikkevaner drikkevare drikkevaren drikkevares drille drillende
    drilleri drillet droppede dropper drukken druknet dryppe dryppende dryppene dryppert dryppet dræbe dræget dræne
    dræner drænes drønet duende dukkert dukset dunene dunkel dunker dunkle dunks dunte duske dusken duskene dusket
    dykker dykket dykning dykningen dyppede dypper dyser dåner dårer dårligst dåsen dåses dækninger dæmning dæmningen
    døbende døjende døsende døser døvende efterlyse efterlyses efterskole efterskoler efterskoles efterspores
    efterspørge efterspørger elevere elforsyninger elgen ellert ellerts ellever elleverne elmen elver elverne elvers
    enegang enestue enkel etablere etablerer etableres eventuel fa fadder fader fadet fager faget faklen falden
    faldera faldes falkene falle faller falme falset famle faner fangere fangst faraoer farbar fare faret farlig fatte
    fatter fattes fedevarer fejder fejer fejle fejlen fejles fejlet fejlfri fejlfrie fejrer ferler feste fikse fikser
    fikst filmer fimrer fimset finder finer finere fingerer fingr fingrer fingret finker finner finter firet fiset
    fjerdedele flader fladet flakke flakkene flakkere flakkeri flakkes flakket flakser flanger flanker flapper flasker
    flette flikken flikker flimmer flimre flippe flippen flippere flippes flippet flokke flokkene flokkes flopper
    flosset flugt flugten flygter flåde flåt flækkede flækken flækker fløjen fløjlen fløjte fløjtene fløjter fløjtes
    fløjtet fnattet fnysende fnyser foder fodrer fokken fokkene foldene folder foldet folkens fonder fondet forandre
    forbandelse forbandelsen forben forbindelser forblindelse forblindelsen forbuden forbyder forcen fordærve
    fordærver foren foret forfalder forfaldet forfar forfinelse forfinelsen forfærdelige forgrenet forgår forgård
    forgårds forgældede forgældet forhaller forhen forhuden forhån forken forkene forkort forkorte forkvinder forlader
    forlede forledes forlegen forlen forlyde formen formiddag formiddage formiddages formodentligt formor formularen
    formuler formulerer forneden forplejninger forrenter forrentes forruden forsager forsamlinger forse forske
    forsoner forsonet forsten forstue forstå forsvinde forsvinden forsvunden forsyndet forsyne forsyner forsynes
    forsøder forsøge forsøges forsøget forsørger fortabt fortabte fortale fortaler forte fortelt fortrinlig
    fortrinlige fortælle fortællere fortælles forude forudsagt forudset foruren forurene forurener forurenes forvalt
    forvalte forvandt forvente forventet forvirre forvirrende forvirrer forvirres forvundet forværrede forværret
    forårs forædler forædlet forældende forøger fragt fragten fragter frakker fraregne fraregner fraser fredelige
    friser frokoster frossen frossent frugte frydelig frydende fryder frygt frygte frygtet frynser frysere fryseri
    fryses fræsende fræser fugten fuldstændigt fuldt fumler funder fundere funderer fungeret furet futtet fyget fylde
    fylder fyren fyrer fyres fyrst fyrste fåret fægtede fægtet fælde fælder fældet fæle fælle fæller fælt fænger
    fænget færde færden færdige færdigt fæstnet føder fødevare fødevaren fødevares føret førte gader gammen garder
    gaser gaserne gasovne gasovnene gasovnes gasser gasserne gasten gaster gasterne gasternes gasters gat gatters
    genbo genboer genbos genetablere genetablerer gengælde gengældt genkald genoprette genopretter genoprettes
    genstarte genstarten genstarter gewürtztraminersorbet giftige giner gitter givtig givtigt glimtende glitrende
    glæde glædende glæder gløden goden grad grade grader gradere graders graduer grafer gramset grander grant grater
    gravende graver grener griber grinder grine grines grinet griser groede groet groft grundvande gruset gryden
    gryder grynt gråden gråner grædes græker grøde grødet grøft gutter gymnasier gæste gæsten gæsteri gæstes gæstet
    gætte gætteri gættes gættet hacker hagede hagen hagerne hajen hajer hajerne hakke hakken hakkes hakket halen
    halerne halser halte haltet halvdele halvdelene halvdeles halvere halvfulde halvfærdige halvtomt halvåret
    halvårlig halvårligt hamrede hamstre hamstrer handel handler handske handsken handskes handyr hanes hangar hanken
    hannen hanner hannerne haren harer harerne harmende hasen haser haserne haster hastet haven haverne havnede havnen
    header healer heatet hedde heddet heder hedes hefter heftes heftet heftning hegler hegnede heiler hejrens helbrede
    helbredt heler helle hellere helles helmer helsen heltes hende henlede henset hentende hentyde herind herned
    heroens herover herreds herren herrers herres hersede hersens hestes hilse hilsener hilser hilses hilset hilsnen
    hinder hindes hirsen historien historier historik hjalp hjelme hjemmel hjemmet hjemvej hjælme hjælp hjælpen
    hjælper hjælps hobede hofter holde holdere holdes holdet hoppe hoppen hoppes hoppet horder horer horribelt
    horrible hoser hospitaler huemor hugger huller hulter humor humoren hundekold hundes hunger hurtig hurtige
    hurtigst husmor hvalpe hvile hvilen hvilet hviske hvisken hvisket hygge hyggelig hyggelige hyggen hygges hygget
    hylden hylder hyller hynder hyndes hypper håbløse hånde hånden håndflader håndklæde håndklædes håndklædet
    håndtaske håndtasken håndvåben håndværk håne hånen håner hånt hæger hækker hælben hælde hældes hælen hælvt hænde
    hænderne hændt hænge hænges hærdede hærger hævde hævdes hævdet hævede hæver hævner hønen høner høster imponerede
    indstil indtal indtegnet indterpet internat internatet interne interner interneret internt irritere irriterende
    irriterer journalen kablet kagen kages kagler kajer kakkelovne kameerne kamme kammen kammer kammet kaner kaper
    kapitulerende kappe kaprer karnøfler kartoflen kasten kaver kiksede kiksen kiksende kiksens kikser kiksere
    kikserne kilden kildevæld kirke kirker kirkes kisten klamrer klaner klappe klapper klapre klapser klarere klares
    klaret klassevis klatrer klaver klavrer klinker kloaker kloakere kloakerende klode klokke klokkerne klokkes
    klokket klorende klorer klubber kludre kluds klummen klummer klummerne klumpe klumpen klumpes klumpet klumrer
    klunker klyde klynger klynke klynkere klynkeri klynket klæde klæge knappen knapper knappet knarrer knase knasen
    knaset knaster kneben knebene knebet kneppe knibe kniben kniberi knibes kniksene knippe knirken knitre knitren
    knitret knoerne knude knurre knurren knuser knække ko koble kobler kobles kodende koen koften koger koglende
    kokken kokse kokset kollager kollagerne kollapse kollegaer kollegaerne kollegier komaer komet kommaer kommaet
    kommune kommuner kommunes kommunikationer kompletter komplot konfuse konserver kontakte kontaktende kontakter
    kontaktes kontaktet kontant kontrakt kontrakten konus korder korend korende korene korsende korser korte kortende
    kortslutte kortslutter koste kostene koster kostes kostet kovende krager krakket kramme kretisk kritik kritiske
    krummer krummerne krummet kuglepennen kuldene kuldes kuldet kule kulen kulsorte kulten kunde kunden kunderne
    kunnen kupeerne kurderne kurende kusserne kutterne kvaser kvittere kvitterer kysten kårende kælderes kæmme kæmmer
    kæmmet kærende købende køkkenrullen køle kølende kølere kølevand kølige køligst kølle kønnet kønsakten labber
    laber lages lagner lagte laker lakke lakkede lakken lakker lakkes lamaen lamaer lamaerne lameen lameer lameerne
    lamme lampet lancere lancet lande lander langede langs langsomst lanserne lanses lanternen lappe lappen lapper
    lapperne larme larmen larmet larver laset lasker last laste lasten laster latin latiner latinerne latrinær latter
    lavede lavere ledere legere legeret lejere lempe lemper letter lever leverne levers levre lianer lidte lifte
    liften lifter lifterne ligge ligges ligget ligne lignes lignet lilje liljen limsten linde linden lindet linen
    liner linjer linse linsen liseen lisen listende listet liter lob logger lokkede lokker lokket longere longes
    lovende lovene luftede luften lufter lugede lugen luger lugtende lugtene lugtes lugtet lukkende lukkes lumpe
    lumpen lunden lungen lunges lunke lunsen luntede lunten lunter lunterne lusene luset luskede lusket lutter
    lutterne lydene lyene lynene lynet lysende lysere lyses lyskilden lysne lysnet lysseer lystet lystne lytte
    lyttende lyttere lytteren lytterne lytternes lyttes lyttet låger lånt låsene låset låste læder læger læges lægger
    lægges lægte lægterne lække lækken lækkes lænderne lænes lænet længdes længen længens længerne længtes lænken
    lænker lænkerne lænkes lærker læsker læsten læster læsterne løgner løkker løste løvet lübecker lübeckere
    lübeckeren lübeckerens lübeckeres lübeckerne lübeckernes lübeckers lübecksk lübeckske lübeckskes madden mader
    madet madpakken madvaner madvare madvaren magen magerne majdagen malerne malk malke malker malket malmen malten
    mandel manden mander mandler mangaer mangelfuldt mangen manges manglen manglet manken manuel maren mareride margen
    marken marmor mase maser maske masken masker massen massere masses massør master maten materne meddele meddeles
    meddelt meden meder medtaget melde meldes meldt meler menneske menneskerne menneskes mennesket messer middage
    middagene middages miden mider minde minded mindes mindet mindske mindst miner minere minier minima minimale
    mislede misser miste mistende mister mistes mistyde mobile mobiles mobilt mobiltelefoner moden moderne modregne
    modtage modtager modtages mordet moret morgenmand morgenmanden morgnen morkel mormon moroen morset mosser mostet
    mudre mudrer mudres mugge mulig mulige munder mundret muret mustet myggen mylder mynder måden måse mælke mælker
    mælket mænge mærkelige mærkeligst mærken mærket mæske møblerne møderne mødesteder mørkes mørkklædt mørklagte
    møverne nabob naboer nabohuse nabos nappe nar natte nattegn naver navler navne navnes navnet nerves nervøst nette
    netværker nevøs nordlys norman normtal nuttet næsen næste næver nævne nævnere nævnes nævnet nævnt nødtørftig nøgen
    nøgle olden olier olies oliet oliven omen omgivet opbragt opbrudt opbruge opdatere opdaterende opdaterer opdateres
    opgive opgiver opgives opladende opladeren opladerne opladt oplaget oplandet oplivet oplyst oplæsere oplæst opløft
    opløs opløse opløste oprindelig oprindelige ordet ordne ordnen ordner ordnes ordret ornen ovenfor overbelaste
    overbelaster overboer overfaldt overfylde overfør overgange overhoveder oversku overskue oversvømme oversvømmer
    ovnene ovnes pacer pagen palen pandaer panser pant papaer papil parder pare parer parere parerende parken parker
    parkerne parre parten parter parterne pasha passe passere passes passet pastaen pastaens pastaer pastaers pastor
    pastos patenter patenterne pater paterne patienten patte patten pauser paven paver paverne pelser personale
    personaler personales pette piberne piggen pinerne pingerne pinser pisker pisse pister plejade pleje plejen
    plejende plejere plejet plisser plotte pludret pludselige pludseligt plumpet plumre plumrer pløjer poeten pointer
    poler poloer polster polstr poren porer porerne porser porte porten poser poste posten pote poten potter prangede
    prenter presse pressen presses preusser prinser printe printere printeres printerne printes printet prober
    problemet problemfri projekter projektor projektører proper prorektor prorektoren prosektor protektor protektoren
    protokoller provianter provoer præerne prøve prøven prøves prøvet pugerne pulser punisk pustet putter pylre påser
    påstande påstå påtår pælen pæres pølse pølsen pølses pølset pønser rad raden radier radisen radiser radiserne
    radix radiær radon raiden rakke rakker rakkere rakkeri rakkers rakkes rakket rakler rande randene randes randet
    ranken ranker rasten raster ratio ratioen ratioer ratioerne ration rationel rationen rationere rationerende reddet
    reetablere reetablerer reger registreringer regler regne regnen regnes rekvirere rekvireret rener rengøringer
    renten reparer restere restløs restløse retableret rettede rettelsen rettelser retten retter retters revne revnen
    revnes rimelig rimelige rimeligt risten rister ritterne rokker rollingen rosinen roter rotter rouger rouler runden
    ruster rustet ruter rydde rydder ryddes rygelig rygges rygtets rykker rysler ryste rytter ryttere rytterne råde
    rådhuse rådhuses råhuset rædselsfulde række rækken rækkes rænker røgter røgteren røgterne røgtet røsten røster
    sabel sablen sagen sager saglig sagte salder salen salig salme salmen salpe salte salter salven salver salvet
    salvie samen samme sammes sande sandel sandet sandt sandwichen sandwichens sandwicherne saner sanere sanker sanser
    saven savens saver saves savle savler savne savnet savnets savns saxen sedes seende seere sejere selve sendere
    sene senede sener senerne seners senes senges sent separer septiktanke septiktankene septiktankes servere serveren
    serverer serveres shampo shampoen shampooen shampooer shampos siben sidde siddet sider sidse sidser signaler
    signende sigtende sigter sigtet sikher sikke sikken siklingen siklinger sikrer silende siler silker simler sippen
    sipper sirende sirlig sivende sjakringen sjakringer sjaler sjalet sjatte sjatten sjattes sjattet sjippe sjæler
    skaber skader skades skaffer skaffet skaftet skager skalaer skaldet skaldyr skalker skaller skalles skalper skalt
    skalter skammen skandere skankes skanner skanses skaret skeder skelen skemad skifret skifte skifter skiftes
    skilles skiltet skimtet skinger skinne skinnen skinnes skinnet skippe skipper skiver skoen skolde skolder skoler
    skoles skolet skolien skosen skoven skovlen skrabe skraben skrabere skrabes skrabet skral skrald skraldepose
    skraldeposen skraldeposes skralder skranker skrante skrantes skrapt skrat skratte skride skriftet skrige skrigeri
    skriges skriget skrive skrivere skriveri skrives skrotter skrue skruen skruer skrues skrut skrået skrænter
    skrøbelige skrøbeligt skuet skuffe skufle skulde skulder skule skulke skulpe skumle skurer skurre skvalder
    skvatter skygge skygger skygges skygget skylde skylder skyldes skyllens skylleri skålen skåler skånes skæftet
    skælde skældyr skælmer skælver skænde skændet skænes skænkes skønner sladret slager slagte slappe slappere slemmer
    slettet sligt slikkede slikket slippen slippet slottet sluges slukner sluknet slumpet slutning slutte slutter
    sluttes slynger slækkede smadre smadrer smage smagen smages smagt smakker smalte smarte smattet smeder smider
    smile smiles smilet sminker smittet smuler smutte smutter smuttes smykker smægte smælder smøger smøler snager
    snakke snakken snakkes snakket snarlig snasker snavse snavser snekker snerrer snigende snippe snipper snoges
    snorke snorkel snorken snorkes snorket snuppe snurre snurren snurres snært sode soen sokker solcelle solcellen
    solcelles solen son sondes soppe sorger sorter sortne soter spader spand spande spandes spandet spands spandt
    spang spant sparen sparere spares sparker sparre sparren sparrer sparres spidse spidsen spiger spilder spile
    spiler spillere spilles spillet spinde spindel spindere spinderi spindes spindet spindler spire spiren spirer
    spiret spiser spiste split splitten spolen spore sporet spring springet sprint spritter sprut sprækker sprækkes
    spræt sprøjten spædt spænd spænde spænder spændes spændet spændte spændtes spænet spæret spærre spærrer spærres
    spøge spøger spørg spørgere stabel staben stable stader stadie stadige stadigt stalder stalle stammen stammer
    stander standes star starlet starte starten startende startere startes stater stavnes stede stedes stedet stegning
    stegningen steler stelle stemme stemmen stemmes stemmet stemninger stener stening steningen stepning stepningen
    stier stiftet stige stigen stigende stiges stikle stile stilke still stillet stilne stimer stimle stinke stinket
    stiple stiver stjålen stjæle stjæles stokker stolen stolle stolpet stoppe stopper stoppere stoppes storker storm
    strakt stramme strande stranden strander strandes strandret stresse stresser stribe strid strider stridt strike
    strikker strikkes strop stroppen stræde strække strøg strømafbrydelsen strømafbrydelser strømforsyninger strømmene
    strømmer strømmes strømpe strømpen strør strøs studer stukket stykke stykkes stykket stykkevis styrker styrter
    styrtet stålet stæder stædig stænk stænker støder støre større sugende suiten sukkede sukket sukring sukringen
    sukringer sulen suler sultan sulte sultent sultet summen sumpe sumpen sundes superfin superfine supermarkeder
    supper sutten sutter suttet svaber svajer svaler svandt svanes svare svarere svares svarlig sveder svendes
    svigende sviget svigtende svigtene svinde svindel svindet svindler sviner svinger svippe svirer svuppe sygehuse
    sygehuses syger sylten sylter syndes syner synge synges syrlig sæber sæbes sæbet sæden sælen særlige særligt
    særling søgende sømmen sørge sørger søstre takke takkel takken takkes takket takler takser takter tamper tamponen
    tamponere tandbørste tandbørsten tandbørstes tande tandem tanden tander tanders tandes tandet tandpastaen
    tandpastaer tanke tanken tankes tanket tankvogne tankvognene tankvognes tant tappe tappen tapper tappere tapperi
    tappers tappes tasker tegne tegnere tegnes tegnet telefonere telefonerende telefoneret telefonforbindelser
    telefoni telefonisten telefonister telefonlinjer temperaturer tender terner tidlige tidligt tidslig tikker
    tilfalde tilfalder tilfaldet tilfældet tilkalde tilslutte tilslutter tilsluttes tilstoppe tiltage tinder tipper
    tisset toaster toer toere toilette toilettes tome tomlet torsoer tort torter tosse tossen tosser tosses totalskade
    totalskaden totalskader totalskades toøre trakes trancer traner trange trangen trapper tredjedele trekker trekket
    trende triste trodse troende trolde trone trope trosse trosser trosset trukket truster trygle trykkere trykkeri
    trykkeår tråde træde træffe træffer træffers træffet træffets trække trækken trækkens trækker trækkers trækkets
    træner trænge trøske trøst trøsten trøstere trøstet trøstig trøsts turende tusinde tvivle tvivlen tvivlere tvivles
    tvivlet tygge tynder tåger tåget tåler tæger tækker tækkes tæller tænde tændere tænker tæppe tæppes tæppet tøjlet
    tømme tønder tørstege tørstet tøset uddele uddelte udelt udelukkede udeståender udeståendet udfordringen udfyld
    udfylde udfyldte udlover udmarken udmarker udmærke udmærkende udmærker udskift udskifte udskifter udskiftes
    udskriften udstående udtagelse udtaget udøver ugerne uklar uklare ulastelig ulasteligt ulden uldet ulykker
    ulægelig uløselig uløselige uløseligt umærket underlagt underlig underlæg underlæge underlægge underlægs underne
    underslag undgået undskylde undskyldt undtage undtagelsen undtagelser undtager undtages undvær unserne upåklagelig
    upålidelige urnen uroer urten uskiftet ustadige utrolig utrolige utroligt utrykt utålmodigt uventede vabler vad
    vade vadet vafler vakker vakle vaklede vaklet valme vande vandel vandes vandflaske vandflasken vandflaskes
    vandforsyninger vandhunde vandhunden vandmanden vandre vandrere vandreår vandrør vandt vandværker vanket
    vanskeligheden vanter vantes vanærer varde vare varede varen varet varier varmeapparatet varmekilden varmekilder
    varmelegemer varmelegemet varmende varmere varpe varper varte varter vende vendere vener venes venner vente venten
    vestes vidunderlige vignet vikker viklende vikler vilde vildere vinder vindere vinflasker vinflaskerne vinkede
    vinker vinter virkeligheder virkende virket virrede visere visker visne vokse voksen voksenalder vrisse vriste
    vuggestue vuggestuer vuggestues vundet våbnet vågent våget vågne vågner vånd vånder våndet våret vægen væggen
    vældelig værker ålende ålene ånden åndet æbles æblet ægter ældende ændre ængst ængsteligt æsler æter ævler
    ødelagde øjeblikke ønske ønsket ønskets øren
"""

ALSO_DANISH: frozenset[str] = frozenset(_ALSO.split())
"""Likewise, one letter away from a word of running text (`core.phrase.things`, `core.phrase.cues`)."""
