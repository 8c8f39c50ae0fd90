<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en_US">
<context>
    <name>Faces</name>
    <message numerus="yes">
        <source>%n request(s) waiting</source>
        <translation>
            <numerusform>%n Anfrage wartet</numerusform>
            <numerusform>%n Anfragen warten</numerusform>
        </translation>
    </message>
    <message>
        <source>Another relay is already running</source>
        <translation>Ein anderes Relay läuft bereits</translation>
    </message>
    <message>
        <source>It owns %1, so applications push to it and not to this window. Take over to end it and go on here; nothing that waits is lost.</source>
        <translation>Ihm gehört %1, also senden die Programme dorthin und nicht an dieses Fenster. „Übernehmen“ beendet es und macht hier weiter; nichts Wartendes geht verloren.</translation>
    </message>
    <message>
        <source>Take Over</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>Applications cannot push</source>
        <translation>Programme können nichts senden</translation>
    </message>
    <message>
        <source>The local socket could not be opened. Check the path and its folder under Settings, Local.</source>
        <translation>Der lokale Socket ließ sich nicht öffnen. Prüfen Sie Pfad und Ordner unter Einstellungen, Lokal.</translation>
    </message>
    <message>
        <source>The queue&apos;s key is locked away</source>
        <translation>Der Schlüssel der Warteschlange ist weggeschlossen</translation>
    </message>
    <message>
        <source>Pushes cannot be stored</source>
        <translation>Sendungen können nicht gespeichert werden</translation>
    </message>
    <message>
        <source>The queue on disk does not take anything, so pushes are answered 503 and nothing is promised that cannot be kept. Free some space, then start again.</source>
        <translation>Die Warteschlange auf der Platte nimmt nichts an; darum wird mit 503 geantwortet und nichts versprochen, was nicht gehalten werden kann. Schaffen Sie Platz und starten Sie neu.</translation>
    </message>
    <message>
        <source>The queue&apos;s file was damaged, and they could not be read back. The damaged file is kept as %1.</source>
        <translation>Die Datei der Warteschlange war beschädigt, und diese waren nicht mehr lesbar. Die beschädigte Datei bleibt als %1 erhalten.</translation>
    </message>
    <message>
        <source>A damaged file is not encrypted</source>
        <translation>Eine beschädigte Datei ist nicht verschlüsselt</translation>
    </message>
    <message>
        <source>The queue is encrypted, but %1 was damaged and set aside before, and holds metrics in the clear. Delete it once you need nothing of it.</source>
        <translation>Die Warteschlange ist verschlüsselt, doch %1 war beschädigt, wurde vorher beiseitegelegt und enthält Metriken im Klartext. Löschen Sie die Datei, sobald Sie nichts mehr daraus brauchen.</translation>
    </message>
    <message>
        <source>The queue&apos;s file was damaged</source>
        <translation>Die Datei der Warteschlange war beschädigt</translation>
    </message>
    <message>
        <source>What could be read of it is back, and everything goes on. The damaged file is kept as %1.</source>
        <translation>Was lesbar war, ist wieder da, und alles geht weiter. Die beschädigte Datei bleibt als %1 erhalten.</translation>
    </message>
    <message>
        <source>The web proxy asks for a password</source>
        <translation>Der Web-Proxy verlangt ein Passwort</translation>
    </message>
    <message>
        <source>Sending has stopped and everything is kept. Under Settings, Server, the web proxy&apos;s address may have a user and a password in it.</source>
        <translation>Das Senden ruht und alles wird aufgehoben. Unter Einstellungen, Server, darf die Adresse des Web-Proxys Benutzer und Passwort enthalten.</translation>
    </message>
    <message>
        <source>%1 refuses the token</source>
        <translation>%1 lehnt das Token ab</translation>
    </message>
    <message>
        <source>It is unknown, expired or revoked. Sending has stopped and everything is kept. Enter a new token to go on.</source>
        <translation>Es ist unbekannt, abgelaufen oder widerrufen. Das Senden ruht und alles wird aufgehoben. Geben Sie ein neues Token ein, um fortzufahren.</translation>
    </message>
    <message>
        <source>Enter Token…</source>
        <translation>Token eingeben…</translation>
    </message>
    <message numerus="yes">
        <source>%n push(es) lost</source>
        <translation>
            <numerusform>%n Sendung verloren</numerusform>
            <numerusform>%n Sendungen verloren</numerusform>
        </translation>
    </message>
    <message>
        <source>The queue reached a limit and let go of its oldest. The ledger on the Queue page says what and why; limits are under Settings, Queue.</source>
        <translation>Die Warteschlange stieß an eine Grenze und gab ihre ältesten Einträge auf. Das Kassenbuch auf der Seite „Warteschlange“ sagt, was und warum; Grenzen stehen unter Einstellungen, Warteschlange.</translation>
    </message>
    <message>
        <source>Understood</source>
        <translation>Verstanden</translation>
    </message>
    <message>
        <source>The keyring is locked</source>
        <translation>Der Schlüsselbund ist gesperrt</translation>
    </message>
    <message>
        <source>The token is in it. Unlock the keyring and sending goes on by itself.</source>
        <translation>Darin liegt das Token. Entsperren Sie ihn, dann geht das Senden von selbst weiter.</translation>
    </message>
    <message>
        <source>Try Again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>The token cannot be read</source>
        <translation>Das Token lässt sich nicht lesen</translation>
    </message>
    <message>
        <source>The next try comes by itself.</source>
        <translation>Der nächste Versuch kommt von selbst.</translation>
    </message>
    <message>
        <source>The next try comes by itself at %1.</source>
        <translation>Der nächste Versuch kommt von selbst um %1.</translation>
    </message>
    <message>
        <source>Waiting for the keyring</source>
        <translation>Warten auf den Schlüsselbund</translation>
    </message>
    <message>
        <source>The address cannot be used</source>
        <translation>Die Adresse ist nicht zu gebrauchen</translation>
    </message>
    <message>
        <source>Nothing is sent to %1; everything waits here.</source>
        <translation>An %1 wird nichts gesendet; alles wartet hier.</translation>
    </message>
    <message>
        <source>No proxy address yet</source>
        <translation>Noch keine Proxy-Adresse</translation>
    </message>
    <message>
        <source>Applications can push already; everything waits here until you say where it goes.</source>
        <translation>Programme können schon senden; alles wartet hier, bis Sie sagen, wohin es geht.</translation>
    </message>
    <message>
        <source>Set Up…</source>
        <translation>Einrichten…</translation>
    </message>
    <message>
        <source>Sending is paused</source>
        <translation>Das Senden ist angehalten</translation>
    </message>
    <message>
        <source>Applications go on pushing and everything is kept.</source>
        <translation>Programme senden weiter und alles wird aufgehoben.</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>%1 is not a Gatepost proxy</source>
        <translation>%1 ist kein Gatepost-Proxy</translation>
    </message>
    <message>
        <source>What answers at %1 is not a Gatepost proxy</source>
        <translation>Was unter %1 antwortet, ist kein Gatepost-Proxy</translation>
    </message>
    <message>
        <source>Perhaps this network wants you to log in first, or the address is wrong. Everything is kept.</source>
        <translation>Vielleicht verlangt dieses Netz erst eine Anmeldung, oder die Adresse stimmt nicht. Alles wird aufgehoben.</translation>
    </message>
    <message>
        <source>Check Address…</source>
        <translation>Adresse prüfen…</translation>
    </message>
    <message>
        <source>No network; everything is kept</source>
        <translation>Kein Netz; alles wird aufgehoben</translation>
    </message>
    <message>
        <source>Waiting for a network that is not metered</source>
        <translation>Wartet auf ein Netz ohne Datenbegrenzung</translation>
    </message>
    <message>
        <source>%1 does not answer</source>
        <translation>%1 antwortet nicht</translation>
    </message>
    <message>
        <source>Everything is kept. %1</source>
        <translation>Alles wird aufgehoben. %1</translation>
    </message>
    <message>
        <source>Try Now</source>
        <translation>Jetzt versuchen</translation>
    </message>
    <message numerus="yes">
        <source>%n push(es) rejected by the server</source>
        <translation>
            <numerusform>%n Sendung vom Server abgelehnt</numerusform>
            <numerusform>%n Sendungen vom Server abgelehnt</numerusform>
        </translation>
    </message>
    <message>
        <source>Kept here with the server&apos;s reasons; nothing waits behind.</source>
        <translation>Hier mit den Gründen des Servers aufgehoben; nichts wartet dahinter.</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Anzeigen</translation>
    </message>
    <message numerus="yes">
        <source>%n group(s) refused</source>
        <translation>
            <numerusform>%n Gruppe zurückgewiesen</numerusform>
            <numerusform>%n Gruppen zurückgewiesen</numerusform>
        </translation>
    </message>
    <message>
        <source>The last push did not pass the rules, so it was not sent. The Text page shows where and how to mend it.</source>
        <translation>Die letzte Sendung genügte den Regeln nicht und ging nicht hinaus. Die Seite „Text“ zeigt, wo es hakt und wie es zu beheben ist.</translation>
    </message>
    <message numerus="yes">
        <source>%n error(s) in what is pushed</source>
        <translation>
            <numerusform>%n Fehler im Gesendeten</numerusform>
            <numerusform>%n Fehler im Gesendeten</numerusform>
        </translation>
    </message>
    <message>
        <source>Sending to %1</source>
        <translation>Sendet an %1</translation>
    </message>
    <message>
        <source>Everything is delivered to %1</source>
        <translation>Alles ist bei %1 angekommen</translation>
    </message>
    <message>
        <source>Ready; nothing pushed yet</source>
        <translation>Bereit; noch nichts gesendet</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Startet</translation>
    </message>
    <message>
        <source>waited longer than the queue may keep</source>
        <translation>länger gewartet, als die Warteschlange aufheben darf</translation>
    </message>
    <message>
        <source>the queue was full</source>
        <translation>die Warteschlange war voll</translation>
    </message>
    <message>
        <source>newer rejected pushes of the group took its place</source>
        <translation>neuere abgelehnte Sendungen der Gruppe nahmen den Platz ein</translation>
    </message>
    <message>
        <source>dropped by hand</source>
        <translation>von Hand verworfen</translation>
    </message>
    <message>
        <source>the queue&apos;s file was damaged</source>
        <translation>die Datei der Warteschlange war beschädigt</translation>
    </message>
    <message>
        <source>The queue is encrypted, so pushes are answered 503 until the keyring gives out its key. Unlock the keyring, then try again.</source>
        <translation>Die Warteschlange ist verschlüsselt; bis der Schlüsselbund ihren Schlüssel herausgibt, werden Sendungen mit 503 beantwortet. Entsperren Sie den Schlüsselbund und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>The certificate&apos;s key cannot be read</source>
        <translation>Der Schlüssel des Zertifikats ist nicht lesbar</translation>
    </message>
    <message>
        <source>The certificate&apos;s key is locked</source>
        <translation>Der Schlüssel des Zertifikats ist gesperrt</translation>
    </message>
    <message>
        <source>There is no such file, or no key in it. Everything is kept; name the right file under Settings, Credentials.</source>
        <translation>Die Datei gibt es nicht, oder es ist kein Schlüssel darin. Alles wird aufgehoben; nennen Sie unter Einstellungen, Zugang die richtige Datei.</translation>
    </message>
    <message>
        <source>Its passphrase is not known, or is another key&apos;s. Everything is kept; enter the passphrase under Settings, Credentials.</source>
        <translation>Seine Passphrase ist nicht bekannt oder gehört zu einem anderen Schlüssel. Alles wird aufgehoben; geben Sie die Passphrase unter Einstellungen, Zugang ein.</translation>
    </message>
    <message>
        <source>Open Settings…</source>
        <translation>Einstellungen öffnen…</translation>
    </message>
    <message>
        <source>The keyring does not answer, or the token file cannot be used. Enter the token again, or choose another place for it under Settings.</source>
        <translation>Der Schlüsselbund antwortet nicht, oder die Tokendatei ist nicht zu gebrauchen. Geben Sie das Token erneut ein oder wählen Sie in den Einstellungen einen anderen Ort dafür.</translation>
    </message>
</context>
<context>
    <name>Fields</name>
    <message>
        <source>Gatepost proxy</source>
        <translation>Gatepost-Proxy</translation>
    </message>
    <message>
        <source>Pushgateway</source>
        <translation>Pushgateway</translation>
    </message>
    <message>
        <source>The keyring</source>
        <translation>Dem Schlüsselbund</translation>
    </message>
    <message>
        <source>A file only you can read</source>
        <translation>Einer Datei, die nur Sie lesen können</translation>
    </message>
    <message>
        <source>As the system has it</source>
        <translation>Wie im System eingestellt</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keiner</translation>
    </message>
    <message>
        <source>This one</source>
        <translation>Dieser</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Senden</translation>
    </message>
    <message>
        <source>Send sparingly</source>
        <translation>Sparsam senden</translation>
    </message>
    <message>
        <source>Wait for another network</source>
        <translation>Auf ein anderes Netz warten</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Auswählen…</translation>
    </message>
    <message>
        <source>Choose a file: %1</source>
        <translation>Datei auswählen: %1</translation>
    </message>
</context>
<context>
    <name>Judgements</name>
    <message>
        <source>Judged by the built-in rules: the server&apos;s have not been fetched yet.</source>
        <translation>Beurteilt nach den eingebauten Regeln: die des Servers sind noch nicht abgeholt.</translation>
    </message>
    <message>
        <source>Judged by the server&apos;s own rules and policy. Quotas and clashes with other users only the server knows.</source>
        <translation>Beurteilt nach den Regeln und Richtlinien des Servers selbst. Kontingente und Konflikte mit anderen kennt nur der Server.</translation>
    </message>
    <message>
        <source>The server may differ: it lints with another version of the rules.</source>
        <translation>Der Server kann anders urteilen: er prüft mit einer anderen Fassung der Regeln.</translation>
    </message>
    <message numerus="yes">
        <source>The server will reject this: %n error(s).</source>
        <translation>
            <numerusform>Der Server wird das ablehnen: %n Fehler.</numerusform>
            <numerusform>Der Server wird das ablehnen: %n Fehler.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The server will accept this, with %n warning(s).</source>
        <translation>
            <numerusform>Der Server wird das annehmen, mit %n Warnung.</numerusform>
            <numerusform>Der Server wird das annehmen, mit %n Warnungen.</numerusform>
        </translation>
    </message>
    <message>
        <source>The server will accept this.</source>
        <translation>Der Server wird das annehmen.</translation>
    </message>
    <message>
        <source>The last push was refused here and not sent: %1</source>
        <translation>Die letzte Sendung wurde hier zurückgewiesen und nicht gesendet: %1</translation>
    </message>
    <message>
        <source>The server rejected this: %1</source>
        <translation>Der Server hat das abgelehnt: %1</translation>
    </message>
    <message>
        <source>It is kept in quarantine, see the Queue page.</source>
        <translation>Es liegt in Quarantäne, siehe die Seite „Warteschlange“.</translation>
    </message>
    <message>
        <source>The server has accepted this.</source>
        <translation>Der Server hat das angenommen.</translation>
    </message>
    <message>
        <source>This is no exposition: %1</source>
        <translation>Das ist keine Exposition: %1</translation>
    </message>
    <message>
        <source>Nothing of it would be taken.</source>
        <translation>Nichts davon würde angenommen.</translation>
    </message>
    <message>
        <source>Linted here with the default rules; nothing is sent.</source>
        <translation>Hier mit den Standardregeln geprüft; nichts wird gesendet.</translation>
    </message>
</context>
<context>
    <name>Ledgers</name>
    <message>
        <source>Received from programs</source>
        <translation>Von Programmen empfangen</translation>
    </message>
    <message>
        <source>Delivered to the server</source>
        <translation>Beim Server angekommen</translation>
    </message>
    <message>
        <source>Replaced by a newer push before they left</source>
        <translation>Vor dem Senden durch Neueres ersetzt</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Rejected by the server, kept in quarantine</source>
        <translation>Vom Server abgelehnt, in Quarantäne</translation>
    </message>
    <message>
        <source>Lost: %1</source>
        <translation>Verloren: %1</translation>
    </message>
    <message>
        <source>Lost</source>
        <translation>Verloren</translation>
    </message>
    <message>
        <source>Nothing has been pushed yet.</source>
        <translation>Noch nichts wurde gesendet.</translation>
    </message>
    <message>
        <source>The ledger does not balance. That is a defect of this program; please report it with the diagnostics.</source>
        <translation>Das Kassenbuch geht nicht auf. Das ist ein Fehler dieses Programms; bitte melden Sie ihn mit der Diagnose.</translation>
    </message>
    <message numerus="yes">
        <source>%n push(es) lost; every other one is accounted for.</source>
        <translation>
            <numerusform>%n Sendung verloren; über alle anderen ist Rechenschaft abgelegt.</numerusform>
            <numerusform>%n Sendungen verloren; über alle anderen ist Rechenschaft abgelegt.</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is lost; not delivered yet: %1 of %2.</source>
        <translation>Nichts ist verloren; noch nicht zugestellt: %1 von %2.</translation>
    </message>
    <message>
        <source>Nothing is lost and nothing waits.</source>
        <translation>Nichts ist verloren und nichts wartet.</translation>
    </message>
    <message>
        <source>Against the rules</source>
        <translation>Gegen die Regeln</translation>
    </message>
    <message>
        <source>At odds with what other groups hold</source>
        <translation>Im Widerspruch zu anderen Gruppen</translation>
    </message>
    <message>
        <source>Not to be read: path, headers or text</source>
        <translation>Nicht zu lesen: Pfad, Kopfzeilen oder Text</translation>
    </message>
    <message>
        <source>Too large</source>
        <translation>Zu groß</translation>
    </message>
    <message>
        <source>No push was refused since the start.</source>
        <translation>Seit dem Start wurde keine Sendung zurückgewiesen.</translation>
    </message>
    <message numerus="yes">
        <source>%n push(es) refused since the start, not counted above. Their programs were told why; the Activity page says it, too.</source>
        <translation>
            <numerusform>%n Sendung seit dem Start zurückgewiesen, oben nicht mitgezählt. Ihr Programm erfuhr den Grund; er steht auch im Verlauf.</numerusform>
            <numerusform>%n Sendungen seit dem Start zurückgewiesen, oben nicht mitgezählt. Ihre Programme erfuhren den Grund; er steht auch im Verlauf.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Links</name>
    <message>
        <source>This is not an enrollment link of Gatepost.</source>
        <translation>Das ist kein Einrichtungslink von Gatepost.</translation>
    </message>
    <message>
        <source>There is no server&apos;s name in this address.</source>
        <translation>In dieser Adresse steht kein Servername.</translation>
    </message>
    <message>
        <source>The address must begin with https://, as in %1.</source>
        <translation>Die Adresse muss mit https:// beginnen, wie in %1.</translation>
    </message>
    <message>
        <source>Only https is allowed; http only to this computer itself.</source>
        <translation>Nur https ist erlaubt; http nur zu diesem Rechner selbst.</translation>
    </message>
    <message>
        <source>The address has a user name, a query or a fragment in it, which could disguise where it leads.</source>
        <translation>In der Adresse stehen ein Benutzername, eine Abfrage oder ein Anker, die verschleiern könnten, wohin sie führt.</translation>
    </message>
    <message>
        <source>This link is too long.</source>
        <translation>Dieser Link ist zu lang.</translation>
    </message>
</context>
<context>
    <name>LintRules</name>
    <message>
        <source>Without a HELP line nobody who reads a dashboard learns what the number means.</source>
        <translation>Ohne HELP-Zeile erfährt niemand vor einem Dashboard, was die Zahl bedeutet.</translation>
    </message>
    <message>
        <source>Give the metric a help text in the client library.</source>
        <translation>Geben Sie der Metrik in der Client-Bibliothek einen Hilfetext.</translation>
    </message>
    <message>
        <source>Prometheus&apos; convention is base units; mixed units make expressions wrong by factors.</source>
        <translation>Prometheus rechnet in Grundeinheiten; gemischte Einheiten verfälschen Ausdrücke um Faktoren.</translation>
    </message>
    <message>
        <source>Convert the value to the base unit and name that in the metric.</source>
        <translation>Rechnen Sie den Wert in die Grundeinheit um und nennen Sie diese im Namen.</translation>
    </message>
    <message>
        <source>The suffix _total tells a counter from a gauge wherever only the name is seen.</source>
        <translation>Die Endung _total unterscheidet Zähler von Messwerten, wo nur der Name zu sehen ist.</translation>
    </message>
    <message>
        <source>End the names of counters, and only of counters, with _total.</source>
        <translation>Lassen Sie Zähler, und nur Zähler, auf _total enden.</translation>
    </message>
    <message>
        <source>_bucket, _count, _sum, le and quantile belong to histograms and summaries; elsewhere they collide with those.</source>
        <translation>_bucket, _count, _sum, le und quantile gehören zu Histogrammen und Summaries; anderswo stoßen sie mit diesen zusammen.</translation>
    </message>
    <message>
        <source>Rename the metric or the label, or declare the type it really has.</source>
        <translation>Benennen Sie Metrik oder Label um oder geben Sie den Typ an, den sie wirklich hat.</translation>
    </message>
    <message>
        <source>The type is metadata; in the name it turns into a lie when the type changes.</source>
        <translation>Der Typ ist eine Metaangabe; im Namen wird er zur Lüge, sobald er sich ändert.</translation>
    </message>
    <message>
        <source>Leave the type out of the metric&apos;s name.</source>
        <translation>Lassen Sie den Typ im Namen weg.</translation>
    </message>
    <message>
        <source>Colons are for the names that recording rules make.</source>
        <translation>Doppelpunkte sind den Namen aus Aufzeichnungsregeln vorbehalten.</translation>
    </message>
    <message>
        <source>Use underscores in place of colons.</source>
        <translation>Verwenden Sie Unterstriche statt Doppelpunkten.</translation>
    </message>
    <message>
        <source>Names in Prometheus are written in snake_case; queries are case-sensitive.</source>
        <translation>Namen in Prometheus stehen in snake_case; Abfragen unterscheiden Groß und Klein.</translation>
    </message>
    <message>
        <source>Write the name in snake_case.</source>
        <translation>Schreiben Sie den Namen in snake_case.</translation>
    </message>
    <message>
        <source>Abbreviated units are ambiguous: m may be minutes, metres or milli.</source>
        <translation>Abgekürzte Einheiten sind mehrdeutig: m kann Minuten, Meter oder Milli heißen.</translation>
    </message>
    <message>
        <source>Spell the unit out, as in seconds or bytes.</source>
        <translation>Schreiben Sie die Einheit aus, etwa seconds oder bytes.</translation>
    </message>
    <message>
        <source>The same series twice in one exposition: Prometheus keeps one of them or drops the scrape.</source>
        <translation>Dieselbe Reihe zweimal in einer Exposition: Prometheus behält eine davon oder verwirft den Abruf.</translation>
    </message>
    <message>
        <source>Send each series once; look for a collector that is registered twice.</source>
        <translation>Senden Sie jede Reihe einmal; suchen Sie einen doppelt angemeldeten Sammler.</translation>
    </message>
    <message>
        <source>Two series that differ in the order of labels, in empty labels, in labels that the grouping key has or in the spelling of a bound are one to Prometheus.</source>
        <translation>Zwei Reihen, die sich nur in der Reihenfolge der Labels, in leeren Labels, in Labels des Gruppenschlüssels oder in der Schreibweise einer Grenze unterscheiden, sind für Prometheus eine.</translation>
    </message>
    <message>
        <source>Send each series once, with each bound once.</source>
        <translation>Senden Sie jede Reihe einmal, mit jeder Grenze einmal.</translation>
    </message>
    <message>
        <source>A summary or histogram keeps buckets, quantiles, sum and count; any other value, and the first of two, is silently dropped.</source>
        <translation>Summaries und Histogramme behalten Buckets, Quantile, Summe und Anzahl; jeder andere Wert, und der erste von zweien, geht stillschweigend verloren.</translation>
    </message>
    <message>
        <source>Give the line its le or quantile, or the metric the type that it has.</source>
        <translation>Geben Sie der Zeile ihr le oder quantile, oder der Metrik ihren wahren Typ.</translation>
    </message>
    <message>
        <source>A Pushgateway refuses timestamps: the value is as old as its scrape.</source>
        <translation>Ein Pushgateway weist Zeitstempel zurück: der Wert ist so alt wie sein Abruf.</translation>
    </message>
    <message>
        <source>Leave the timestamp out; to tell when something happened, push that time as a gauge.</source>
        <translation>Lassen Sie den Zeitstempel weg; um zu sagen, wann etwas geschah, senden Sie die Zeit als Gauge.</translation>
    </message>
    <message>
        <source>Each bucket counts what lies at or below its bound, so counts cannot fall as bounds rise; quantiles of such a histogram are wrong.</source>
        <translation>Jeder Bucket zählt, was bei oder unter seiner Grenze liegt; Zahlen können mit steigender Grenze nicht fallen, und Quantile eines solchen Histogramms sind falsch.</translation>
    </message>
    <message>
        <source>Add the counts of the lower buckets to each bucket.</source>
        <translation>Zählen Sie zu jedem Bucket die Zahlen der niedrigeren hinzu.</translation>
    </message>
    <message>
        <source>The bucket le=&quot;+Inf&quot; holds every observation, and so does _count.</source>
        <translation>Der Bucket le=&quot;+Inf&quot; enthält jede Beobachtung, _count ebenso.</translation>
    </message>
    <message>
        <source>Take both from one snapshot of the histogram.</source>
        <translation>Nehmen Sie beide aus derselben Momentaufnahme des Histogramms.</translation>
    </message>
    <message>
        <source>A count of observations below zero, or not a number, is refused or turned into nonsense by what reads it next.</source>
        <translation>Eine Anzahl unter null, oder die keine Zahl ist, wird zurückgewiesen oder vom nächsten Leser zu Unsinn gemacht.</translation>
    </message>
    <message>
        <source>Send counts that only grow from zero.</source>
        <translation>Senden Sie Anzahlen, die nur von null aufwärts wachsen.</translation>
    </message>
    <message>
        <source>Labels starting with __ are Prometheus&apos; own and are dropped after relabelling.</source>
        <translation>Labels, die mit __ beginnen, gehören Prometheus und fallen nach dem Relabeling weg.</translation>
    </message>
    <message>
        <source>Rename the label.</source>
        <translation>Benennen Sie das Label um.</translation>
    </message>
    <message>
        <source>The gateway adds push_time_seconds and push_failure_time_seconds to every group; pushed values of these names are lost.</source>
        <translation>Das Gateway fügt jeder Gruppe push_time_seconds und push_failure_time_seconds hinzu; gesendete Werte dieser Namen gehen verloren.</translation>
    </message>
    <message>
        <source>Choose another name for the metric.</source>
        <translation>Wählen Sie einen anderen Namen für die Metrik.</translation>
    </message>
    <message>
        <source>A histogram or summary x has samples x_bucket, x_sum and x_count; a metric of such a name cannot be told from them, and a gateway refuses the push.</source>
        <translation>Ein Histogramm oder eine Summary x hat die Werte x_bucket, x_sum und x_count; eine Metrik dieses Namens ist davon nicht zu unterscheiden, und ein Gateway weist die Sendung zurück.</translation>
    </message>
    <message>
        <source>Rename one of the two.</source>
        <translation>Benennen Sie eines von beiden um.</translation>
    </message>
    <message>
        <source>Without the bucket le=&quot;+Inf&quot; the highest observations belong to no bucket; the gateway fills it in from _count.</source>
        <translation>Ohne den Bucket le=&quot;+Inf&quot; gehören die höchsten Beobachtungen zu keinem Bucket; das Gateway ergänzt ihn aus _count.</translation>
    </message>
    <message>
        <source>Send a last bucket le=&quot;+Inf&quot;.</source>
        <translation>Senden Sie einen letzten Bucket le=&quot;+Inf&quot;.</translation>
    </message>
    <message>
        <source>A counter starts at zero and only grows; a negative value or NaN makes its rate wrong.</source>
        <translation>Ein Zähler beginnt bei null und wächst nur; ein negativer Wert oder NaN verfälscht seine Rate.</translation>
    </message>
    <message>
        <source>Make the metric a gauge, or count what never falls.</source>
        <translation>Machen Sie die Metrik zum Gauge oder zählen Sie, was nie fällt.</translation>
    </message>
    <message>
        <source>Grouping labels are set on every series of the push, so the value in the body is lost.</source>
        <translation>Gruppenlabels gelten für jede Reihe der Sendung, der Wert im Text geht also verloren.</translation>
    </message>
    <message>
        <source>Leave the label out of the body or out of the grouping key.</source>
        <translation>Lassen Sie das Label im Text oder im Gruppenschlüssel weg.</translation>
    </message>
    <message>
        <source>The gateway exposes metrics of its own under these names; another type or help text there is a contradiction.</source>
        <translation>Das Gateway zeigt unter diesen Namen eigene Metriken; ein anderer Typ oder Hilfetext widerspricht ihnen.</translation>
    </message>
    <message>
        <source>Push a registry without the runtime&apos;s own collectors.</source>
        <translation>Senden Sie eine Registry ohne die Sammler der Laufzeitumgebung.</translation>
    </message>
    <message>
        <source>Label values are stored for long, copied to dashboards and readable by many.</source>
        <translation>Labelwerte werden lange gespeichert, in Dashboards kopiert und von vielen gelesen.</translation>
    </message>
    <message>
        <source>Leave persons and their files out of labels; let the proxy add the user.</source>
        <translation>Halten Sie Personen und ihre Dateien aus Labels heraus; den Benutzer fügt der Proxy hinzu.</translation>
    </message>
    <message>
        <source>Each new value makes a new series that stays; identifiers and times never repeat.</source>
        <translation>Jeder neue Wert ergibt eine neue Reihe, die bleibt; Kennungen und Zeiten wiederholen sich nie.</translation>
    </message>
    <message>
        <source>Leave the label out, or use a value from a small fixed set.</source>
        <translation>Lassen Sie das Label weg oder nehmen Sie Werte aus einer kleinen festen Menge.</translation>
    </message>
    <message>
        <source>A family with thousands of series on one desktop is thousands times desktops in Prometheus.</source>
        <translation>Eine Familie mit Tausenden Reihen auf einem Rechner ist in Prometheus tausendmal so viele Rechner.</translation>
    </message>
    <message>
        <source>Drop the label with the most values.</source>
        <translation>Lassen Sie das Label mit den meisten Werten weg.</translation>
    </message>
    <message>
        <source>Labels multiply series, and every query has to name or aggregate them.</source>
        <translation>Labels vervielfachen Reihen, und jede Abfrage muss sie nennen oder zusammenfassen.</translation>
    </message>
    <message>
        <source>Keep the labels that questions are asked by.</source>
        <translation>Behalten Sie die Labels, nach denen gefragt wird.</translation>
    </message>
    <message>
        <source>Some clients write a space in the push path as +, which a gateway takes for a plus.</source>
        <translation>Manche Clients schreiben ein Leerzeichen im Pfad als +, was ein Gateway für ein Plus hält.</translation>
    </message>
    <message>
        <source>Escape the space as %20 or send the label as @base64.</source>
        <translation>Schreiben Sie das Leerzeichen als %20 oder senden Sie das Label als @base64.</translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message>
        <source>Applications cannot push</source>
        <translation>Programme können nichts senden</translation>
    </message>
    <message>
        <source>Sending has stopped; everything is kept.</source>
        <translation>Das Senden ruht; alles wird aufgehoben.</translation>
    </message>
    <message numerus="yes">
        <source>%n push(es) lost</source>
        <translation>
            <numerusform>%n Sendung verloren</numerusform>
            <numerusform>%n Sendungen verloren</numerusform>
        </translation>
    </message>
    <message>
        <source>The queue reached a limit.</source>
        <translation>Die Warteschlange stieß an eine Grenze.</translation>
    </message>
    <message numerus="yes">
        <source>%n push(es) rejected by the server</source>
        <translation>
            <numerusform>%n Sendung vom Server abgelehnt</numerusform>
            <numerusform>%n Sendungen vom Server abgelehnt</numerusform>
        </translation>
    </message>
    <message>
        <source>Kept here with the server&apos;s reasons.</source>
        <translation>Hier mit den Gründen des Servers aufgehoben.</translation>
    </message>
</context>
<context>
    <name>ServerRules</name>
    <message>
        <source>A scrape that meets this line fails as a whole.</source>
        <translation>Ein Abruf, der auf diese Zeile trifft, schlägt als Ganzes fehl.</translation>
    </message>
    <message>
        <source>Correct the line; the text format is one sample a line: name{label=&quot;value&quot;} number.</source>
        <translation>Berichtigen Sie die Zeile; im Textformat steht je Zeile ein Wert: name{label=&quot;wert&quot;} Zahl.</translation>
    </message>
    <message>
        <source>Others push this metric with another type, and a scrape can have only one.</source>
        <translation>Andere senden diese Metrik mit einem anderen Typ, und ein Abruf kennt nur einen.</translation>
    </message>
    <message>
        <source>Agree on one type, or give the metric a name of its own.</source>
        <translation>Einigen Sie sich auf einen Typ, oder geben Sie der Metrik einen eigenen Namen.</translation>
    </message>
    <message>
        <source>The server takes only metrics that its policy names.</source>
        <translation>Der Server nimmt nur Metriken an, die seine Richtlinie nennt.</translation>
    </message>
    <message>
        <source>Ask who runs the server to name this metric in its policy, or rename the metric to one that is named there.</source>
        <translation>Bitten Sie die Betreiber des Servers, diese Metrik in die Richtlinie aufzunehmen, oder benennen Sie sie in eine um, die dort steht.</translation>
    </message>
    <message>
        <source>The server&apos;s policy does not let this metric leave.</source>
        <translation>Die Richtlinie des Servers lässt diese Metrik nicht hinaus.</translation>
    </message>
    <message>
        <source>Do not register it, or leave it out of what is pushed.</source>
        <translation>Registrieren Sie sie nicht, oder lassen Sie sie beim Senden weg.</translation>
    </message>
    <message>
        <source>The server&apos;s policy wants another type for this metric.</source>
        <translation>Die Richtlinie des Servers verlangt für diese Metrik einen anderen Typ.</translation>
    </message>
    <message>
        <source>Declare it with one of the types that the problem names.</source>
        <translation>Deklarieren Sie sie mit einem der Typen, die das Problem nennt.</translation>
    </message>
    <message>
        <source>The server&apos;s policy wants this label, and not empty, on each series.</source>
        <translation>Die Richtlinie des Servers verlangt dieses Label an jeder Reihe, und zwar nicht leer.</translation>
    </message>
    <message>
        <source>Add the label where the metric is declared, and give it a value each time.</source>
        <translation>Ergänzen Sie das Label, wo die Metrik deklariert wird, und geben Sie ihm jedes Mal einen Wert.</translation>
    </message>
    <message>
        <source>The server&apos;s policy does not allow this label here.</source>
        <translation>Die Richtlinie des Servers erlaubt dieses Label hier nicht.</translation>
    </message>
    <message>
        <source>Take the label off the metric.</source>
        <translation>Nehmen Sie das Label von der Metrik.</translation>
    </message>
    <message>
        <source>The server&apos;s policy allows only certain values here.</source>
        <translation>Die Richtlinie des Servers erlaubt hier nur bestimmte Werte.</translation>
    </message>
    <message>
        <source>Map what the program sees to one of these values, such as &quot;other&quot; where none fits and the policy has it.</source>
        <translation>Bilden Sie, was das Programm sieht, auf einen dieser Werte ab; wo keiner passt und die Richtlinie ihn kennt, etwa auf „other“.</translation>
    </message>
    <message>
        <source>The value lies outside what the server&apos;s policy takes.</source>
        <translation>Der Wert liegt außerhalb dessen, was die Richtlinie des Servers annimmt.</translation>
    </message>
    <message>
        <source>Look for a wrong unit, and for a division by zero where the value is NaN or infinite.</source>
        <translation>Suchen Sie nach einer falschen Einheit und, wo der Wert NaN oder unendlich ist, nach einer Teilung durch null.</translation>
    </message>
    <message>
        <source>The server&apos;s policy bounds the series of this metric.</source>
        <translation>Die Richtlinie des Servers begrenzt die Reihen dieser Metrik.</translation>
    </message>
    <message>
        <source>Drop the label with the most values, or group its values.</source>
        <translation>Lassen Sie das Label mit den meisten Werten weg, oder fassen Sie seine Werte zusammen.</translation>
    </message>
    <message>
        <source>The server&apos;s policy bounds the labels of a series.</source>
        <translation>Die Richtlinie des Servers begrenzt die Labels einer Reihe.</translation>
    </message>
    <message>
        <source>Keep the labels that questions are asked by.</source>
        <translation>Behalten Sie die Labels, nach denen gefragt wird.</translation>
    </message>
    <message>
        <source>The server&apos;s policy bounds how long a label&apos;s value is.</source>
        <translation>Die Richtlinie des Servers begrenzt die Länge eines Labelwerts.</translation>
    </message>
    <message>
        <source>Use a short name for it; texts and paths belong in a log.</source>
        <translation>Verwenden Sie einen kurzen Namen; Texte und Pfade gehören in ein Protokoll.</translation>
    </message>
    <message>
        <source>The server takes no label values this long.</source>
        <translation>So lange Labelwerte nimmt der Server nicht an.</translation>
    </message>
    <message>
        <source>The server takes no names this long.</source>
        <translation>So lange Namen nimmt der Server nicht an.</translation>
    </message>
    <message>
        <source>Shorten the name.</source>
        <translation>Kürzen Sie den Namen.</translation>
    </message>
    <message>
        <source>The server takes no series with this many labels.</source>
        <translation>Reihen mit so vielen Labels nimmt der Server nicht an.</translation>
    </message>
    <message>
        <source>The server takes only so many series in one push.</source>
        <translation>Der Server nimmt in einer Sendung nur begrenzt viele Reihen an.</translation>
    </message>
    <message>
        <source>Drop labels with many values, or push in several groups.</source>
        <translation>Lassen Sie Labels mit vielen Werten weg, oder senden Sie in mehreren Gruppen.</translation>
    </message>
    <message>
        <source>You hold as many groups as you may.</source>
        <translation>Sie halten so viele Gruppen, wie Ihnen zustehen.</translation>
    </message>
    <message>
        <source>Delete groups that are not needed any more, or let them end with their program (Gatepost-Lifetime: process).</source>
        <translation>Löschen Sie Gruppen, die nicht mehr gebraucht werden, oder lassen Sie sie mit ihrem Programm enden (Gatepost-Lifetime: process).</translation>
    </message>
    <message>
        <source>You hold as many series as you may.</source>
        <translation>Sie halten so viele Reihen, wie Ihnen zustehen.</translation>
    </message>
    <message>
        <source>Delete groups that are not needed any more, or drop labels with many values.</source>
        <translation>Löschen Sie Gruppen, die nicht mehr gebraucht werden, oder lassen Sie Labels mit vielen Werten weg.</translation>
    </message>
    <message>
        <source>You hold as many bytes as you may.</source>
        <translation>Sie halten so viele Bytes, wie Ihnen zustehen.</translation>
    </message>
    <message>
        <source>You have made as many new series in this hour as you may.</source>
        <translation>Sie haben in dieser Stunde so viele neue Reihen angelegt, wie Ihnen zustehen.</translation>
    </message>
    <message>
        <source>Look for a label whose values never repeat; otherwise try again later.</source>
        <translation>Suchen Sie nach einem Label, dessen Werte sich nie wiederholen; sonst versuchen Sie es später erneut.</translation>
    </message>
    <message>
        <source>You have deleted as many groups of late as may be remembered.</source>
        <translation>Sie haben zuletzt so viele Gruppen gelöscht, wie sich merken lassen.</translation>
    </message>
    <message>
        <source>Look for a grouping label whose values never repeat; otherwise try again in some days.</source>
        <translation>Suchen Sie nach einem Gruppenlabel, dessen Werte sich nie wiederholen; sonst versuchen Sie es in einigen Tagen erneut.</translation>
    </message>
</context>
<context>
    <name>SettingsFaults</name>
    <message>
        <source>The web proxy&apos;s address begins with http:// or socks5:// and names a host.</source>
        <translation>Die Adresse des Webproxys beginnt mit http:// oder socks5:// und nennt einen Rechner.</translation>
    </message>
    <message>
        <source>A client certificate and its key go together.</source>
        <translation>Ein Clientzertifikat und sein Schlüssel gehören zusammen.</translation>
    </message>
    <message>
        <source>The socket&apos;s path must begin with a slash.</source>
        <translation>Der Pfad des Sockets muss mit einem Schrägstrich beginnen.</translation>
    </message>
    <message>
        <source>The loopback address is 127.0.0.1 or ::1.</source>
        <translation>Die Loopback-Adresse ist 127.0.0.1 oder ::1.</translation>
    </message>
</context>
<context>
    <name>SettingsWords</name>
    <message>
        <source>&amp;Address</source>
        <translation>&amp;Adresse</translation>
    </message>
    <message>
        <source>Of the proxy, such as https://metrics.example.org. http only to this computer itself.</source>
        <translation>Des Proxys, etwa https://metrics.example.org. http nur zu diesem Rechner selbst.</translation>
    </message>
    <message>
        <source>&amp;Kind</source>
        <translation>A&amp;rt</translation>
    </message>
    <message>
        <source>A Gatepost proxy, or a bare Pushgateway.</source>
        <translation>Ein Gatepost-Proxy oder ein bloßes Pushgateway.</translation>
    </message>
    <message>
        <source>&amp;Certificate authority</source>
        <translation>&amp;Zertifizierungsstelle</translation>
    </message>
    <message>
        <source>A PEM file; only its authorities are trusted. Empty: those of the system.</source>
        <translation>Eine PEM-Datei; nur ihren Stellen wird vertraut. Leer: denen des Systems.</translation>
    </message>
    <message>
        <source>&amp;Web proxy</source>
        <translation>&amp;Web-Proxy</translation>
    </message>
    <message>
        <source>Web proxy a&amp;ddress</source>
        <translation>Adresse &amp;des Web-Proxys</translation>
    </message>
    <message>
        <source>Such as http://proxy.example.org:3128.</source>
        <translation>Etwa http://proxy.example.org:3128.</translation>
    </message>
    <message>
        <source>Over &amp;metered networks</source>
        <translation>In &amp;getakteten Netzen</translation>
    </message>
    <message>
        <source>&amp;Keep the token in</source>
        <translation>Token &amp;aufheben in</translation>
    </message>
    <message>
        <source>&amp;Token file</source>
        <translation>&amp;Tokendatei</translation>
    </message>
    <message>
        <source>Read instead of either place, never written.</source>
        <translation>Wird statt beider gelesen, nie geschrieben.</translation>
    </message>
    <message>
        <source>&amp;Socket path</source>
        <translation>&amp;Socket-Pfad</translation>
    </message>
    <message>
        <source>&amp;Port</source>
        <translation>&amp;Port</translation>
    </message>
    <message>
        <source>Largest p&amp;ush</source>
        <translation>Größte Send&amp;ung</translation>
    </message>
    <message>
        <source>&amp;Size at most</source>
        <translation>&amp;Größe höchstens</translation>
    </message>
    <message>
        <source>Beyond it the oldest pushes are let go, and the ledger says so.</source>
        <translation>Darüber werden die ältesten Sendungen aufgegeben, und das Kassenbuch sagt es.</translation>
    </message>
    <message>
        <source>&amp;Age at most</source>
        <translation>&amp;Alter höchstens</translation>
    </message>
    <message>
        <source>&amp;Keep after the program ended</source>
        <translation>Nach Ende des Programms &amp;aufheben</translation>
    </message>
    <message>
        <source>So that the last values are still scraped.</source>
        <translation>Damit die letzten Werte noch abgerufen werden.</translation>
    </message>
    <message>
        <source>&amp;Server forgets after</source>
        <translation>Der &amp;Server vergisst nach</translation>
    </message>
    <message>
        <source>When this computer is not heard of any more.</source>
        <translation>Wenn von diesem Rechner nichts mehr zu hören ist.</translation>
    </message>
    <message>
        <source>&amp;Groups end with these programs</source>
        <translation>&amp;Gruppen enden mit diesen Programmen</translation>
    </message>
    <message>
        <source>One path a line. Others decide with each push.</source>
        <translation>Ein Pfad je Zeile. Andere bestimmen es mit jeder Sendung.</translation>
    </message>
    <message>
        <source>Start in the tray, &amp;without a window</source>
        <translation>In der &amp;Leiste starten, ohne Fenster</translation>
    </message>
    <message>
        <source>Tell me when the &amp;token is refused</source>
        <translation>Melden, wenn das &amp;Token abgelehnt wird</translation>
    </message>
    <message>
        <source>Tell me when pushes are l&amp;ost</source>
        <translation>Melden, wenn Sendungen &amp;verloren gehen</translation>
    </message>
    <message>
        <source>Tell me when the server &amp;rejects a push</source>
        <translation>Melden, wenn der Server eine Sendung &amp;ablehnt</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Local</source>
        <translation>Lokal</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Programs</source>
        <translation>Programme</translation>
    </message>
    <message>
        <source>Companion</source>
        <translation>Begleiter</translation>
    </message>
    <message>
        <source> MiB</source>
        <translation> MiB</translation>
    </message>
    <message>
        <source> min</source>
        <translation> Min.</translation>
    </message>
    <message>
        <source> h</source>
        <translation> Std.</translation>
    </message>
    <message>
        <source> days</source>
        <translation> Tage</translation>
    </message>
    <message>
        <source>&amp;User on the series</source>
        <translation>&amp;Benutzer an den Reihen</translation>
    </message>
    <message>
        <source>Stamped as the label userid where the server does not know who you are. Empty: your login name.</source>
        <translation>Wird als Label userid vermerkt, wo der Server nicht weiß, wer Sie sind. Leer: Ihr Anmeldename.</translation>
    </message>
    <message>
        <source>Sparingly: everything at once every few minutes. Waiting loses nothing.</source>
        <translation>Sparsam: alle paar Minuten alles auf einmal. Warten verliert nichts.</translation>
    </message>
    <message>
        <source>The token itself is entered under Help, First Steps.</source>
        <translation>Das Token selbst wird unter Hilfe, Erste Schritte eingegeben.</translation>
    </message>
    <message>
        <source>&amp;Client certificate</source>
        <translation>&amp;Clientzertifikat</translation>
    </message>
    <message>
        <source>A PEM file, shown to a server that asks for one. Empty: none.</source>
        <translation>Eine PEM-Datei, die einem Server gezeigt wird, der danach fragt. Leer: keines.</translation>
    </message>
    <message>
        <source>C&amp;ertificate&apos;s key</source>
        <translation>Schlüssel des &amp;Zertifikats</translation>
    </message>
    <message>
        <source>&amp;Listen on a loopback address too</source>
        <translation>Auch an einer &amp;Loopback-Adresse lauschen</translation>
    </message>
    <message>
        <source>For clients that know only host and port. Only your own programs are let in, and web pages never.</source>
        <translation>Für Clients, die nur Rechner und Port kennen. Eingelassen werden nur Ihre eigenen Programme, Webseiten nie.</translation>
    </message>
    <message>
        <source>Loopback &amp;address</source>
        <translation>Loopback-&amp;Adresse</translation>
    </message>
    <message>
        <source>127.0.0.1 or ::1.</source>
        <translation>127.0.0.1 oder ::1.</translation>
    </message>
    <message>
        <source>What is larger is answered 413.</source>
        <translation>Was größer ist, wird mit 413 beantwortet.</translation>
    </message>
    <message>
        <source>What waited longer is let go, and the ledger says so.</source>
        <translation>Was länger gewartet hat, wird verworfen, und das Kassenbuch sagt es.</translation>
    </message>
    <message>
        <source>&amp;Encrypt what waits on disk</source>
        <translation>Wartendes auf der Platte &amp;verschlüsseln</translation>
    </message>
    <message>
        <source>The key is kept where the token is. Without it nothing can be read, and pushes are answered 503.</source>
        <translation>Der Schlüssel liegt dort, wo das Token liegt. Ohne ihn ist nichts lesbar, und Sendungen werden mit 503 beantwortet.</translation>
    </message>
    <message>
        <source>Credentials</source>
        <translation>Zugang</translation>
    </message>
    <message>
        <source>Scrape Targets</source>
        <translation>Abrufziele</translation>
    </message>
    <message>
        <source>Where everything goes, and by which way.</source>
        <translation>Wohin alles geht, und auf welchem Weg.</translation>
    </message>
    <message>
        <source>How this computer proves to the server whose it is.</source>
        <translation>Wie dieser Rechner dem Server beweist, wem er gehört.</translation>
    </message>
    <message>
        <source>Where programs push to.</source>
        <translation>Wohin Programme senden.</translation>
    </message>
    <message>
        <source>What is kept while the server cannot be reached.</source>
        <translation>Was aufbewahrt wird, solange der Server nicht erreichbar ist.</translation>
    </message>
    <message>
        <source>What is stamped on pushes, and how long they last once their program has ended.</source>
        <translation>Was auf Sendungen vermerkt wird, und wie lange sie nach dem Ende ihres Programms bleiben.</translation>
    </message>
    <message>
        <source>Programs that offer their metrics instead of pushing them. Each is asked at its interval, and what it says is judged and sent like a push.</source>
        <translation>Programme, die ihre Metriken anbieten, statt sie zu senden. Jedes wird in seinem Takt gefragt; was es sagt, wird wie eine Sendung geprüft und gesendet.</translation>
    </message>
    <message>
        <source>This window and its icon.</source>
        <translation>Dieses Fenster und sein Symbol.</translation>
    </message>
    <message>
        <source>Empty: the usual place.</source>
        <translation>Leer: der übliche Ort.</translation>
    </message>
    <message>
        <source>A PEM file that only you can read. A passphrase that locks it goes below.</source>
        <translation>Eine PEM-Datei, die nur Sie lesen können. Eine Passphrase, die sie sperrt, steht darunter.</translation>
    </message>
</context>
<context>
    <name>TestWords</name>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>%1 answers and takes pushes.</source>
        <translation>%1 antwortet und nimmt Sendungen an.</translation>
    </message>
    <message>
        <source>%1 answers, takes the token of %2, and has its rules ready.</source>
        <translation>%1 antwortet, nimmt das Token von %2 an und hat seine Regeln bereit.</translation>
    </message>
    <message>
        <source>This is no address to send to.</source>
        <translation>An diese Adresse lässt sich nicht senden.</translation>
    </message>
    <message>
        <source>Name: nobody knows a computer called %1. Look for a typing error, or connect to the network that knows it.</source>
        <translation>Name: Niemand kennt einen Rechner namens %1. Suchen Sie nach einem Tippfehler, oder verbinden Sie sich mit dem Netz, das ihn kennt.</translation>
    </message>
    <message>
        <source>Web proxy: it does not let us through to %1. See Settings, Server.</source>
        <translation>Webproxy: Er lässt uns nicht zu %1 durch. Siehe Einstellungen, Server.</translation>
    </message>
    <message>
        <source>Connection: nobody answers at %1. Check the port, and whether it is http or https.</source>
        <translation>Verbindung: Unter %1 antwortet niemand. Prüfen Sie den Port, und ob es http oder https ist.</translation>
    </message>
    <message>
        <source>Connection: %1 does not say anything.</source>
        <translation>Verbindung: %1 sagt nichts.</translation>
    </message>
    <message>
        <source>TLS: the certificate of %1 is not trusted. If it is your own authority&apos;s, name that under Settings, Server.</source>
        <translation>TLS: Dem Zertifikat von %1 wird nicht vertraut. Stammt es von einer eigenen Zertifizierungsstelle, tragen Sie diese unter Einstellungen, Server ein.</translation>
    </message>
    <message>
        <source>TLS: %1 does not speak it. Check the port.</source>
        <translation>TLS: %1 spricht es nicht. Prüfen Sie den Port.</translation>
    </message>
    <message>
        <source>What answers at %1 is not a Gatepost proxy. Perhaps this network wants you to log in first.</source>
        <translation>Was bei %1 antwortet, ist kein Gatepost-Proxy. Vielleicht verlangt dieses Netz erst eine Anmeldung.</translation>
    </message>
    <message>
        <source>Token: %1 does not know it. It may have expired or been revoked.</source>
        <translation>Token: %1 kennt es nicht. Vielleicht ist es abgelaufen oder widerrufen.</translation>
    </message>
    <message>
        <source>Token: %1 knows it, but it may not push.</source>
        <translation>Token: %1 kennt es, aber es darf nicht senden.</translation>
    </message>
    <message>
        <source>Policy: %1 takes the token, but its rules cannot be read, so what it will say to a push cannot be shown here.</source>
        <translation>Richtlinie: %1 nimmt das Token an, aber seine Regeln sind nicht lesbar; was er zu einer Sendung sagen wird, lässt sich hier also nicht zeigen.</translation>
    </message>
    <message>
        <source>%1 answers with status %2.</source>
        <translation>%1 antwortet mit Status %2.</translation>
    </message>
    <message>
        <source>%1 cannot be reached.</source>
        <translation>%1 ist nicht erreichbar.</translation>
    </message>
    <message>
        <source>%1 does not take this invite. It may have been used or have expired; ask for another.</source>
        <translation>%1 nimmt diese Einladung nicht an. Vielleicht wurde sie schon benutzt oder ist abgelaufen; bitten Sie um eine neue.</translation>
    </message>
    <message>
        <source>Client certificate: its key cannot be read, so %1 was not asked. See Settings, Credentials.</source>
        <translation>Clientzertifikat: Sein Schlüssel ist nicht lesbar, daher wurde %1 nicht gefragt. Siehe Einstellungen, Zugang.</translation>
    </message>
    <message>
        <source>%1 answers and is ready to turn the invite into a token.</source>
        <translation>%1 antwortet und ist bereit, die Einladung gegen ein Token zu tauschen.</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>just now</source>
        <translation>gerade eben</translation>
    </message>
    <message numerus="yes">
        <source>%n s ago</source>
        <comment>seconds</comment>
        <translation>
            <numerusform>vor %n s</numerusform>
            <numerusform>vor %n s</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min ago</source>
        <comment>minutes</comment>
        <translation>
            <numerusform>vor %n Min.</numerusform>
            <numerusform>vor %n Min.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n h ago</source>
        <comment>hours</comment>
        <translation>
            <numerusform>vor %n Std.</numerusform>
            <numerusform>vor %n Std.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <comment>days</comment>
        <translation>
            <numerusform>vor %n Tag</numerusform>
            <numerusform>vor %n Tagen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1/s</source>
        <translation>%1/s</translation>
    </message>
    <message>
        <source>process %1</source>
        <translation>Prozess %1</translation>
    </message>
    <message>
        <source>unknown program</source>
        <translation>unbekanntes Programm</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
</context>
<context>
    <name>gatepost::app::Companion</name>
    <message>
        <source>That did not work: %1</source>
        <translation>Das ging nicht: %1</translation>
    </message>
    <message>
        <source>Gatepost did not end as it should have</source>
        <translation>Gatepost endete nicht, wie es sollte</translation>
    </message>
    <message>
        <source>The run that began %1 stopped all of a sudden. Pushes that were promised are on disk and go on from there. Settings changed last may not be saved.</source>
        <translation>Der Lauf, der %1 begann, brach plötzlich ab. Zugesagte Pushes liegen auf der Platte und gehen von dort weiter. Zuletzt geänderte Einstellungen sind vielleicht nicht gespeichert.</translation>
    </message>
    <message>
        <source>Copy Report</source>
        <translation>Bericht kopieren</translation>
    </message>
    <message>
        <source>Report copied; secrets are cut out</source>
        <translation>Bericht kopiert; Geheimnisse sind herausgeschnitten</translation>
    </message>
    <message>
        <source>Socket path copied</source>
        <translation>Socket-Pfad kopiert</translation>
    </message>
    <message>
        <source>About Gatepost</source>
        <translation>Über Gatepost</translation>
    </message>
    <message>
        <source>Gatepost %1 carries metrics of desktop applications to Prometheus.

Apache License 2.0</source>
        <translation>Gatepost %1 bringt Metriken von Desktop-Programmen zu Prometheus.

Apache-Lizenz 2.0</translation>
    </message>
    <message>
        <source>Events are written to %1</source>
        <translation>Ereignisse werden nach %1 geschrieben</translation>
    </message>
    <message>
        <source>Events are not written any more</source>
        <translation>Ereignisse werden nicht mehr geschrieben</translation>
    </message>
    <message>
        <source>There is no tray here, so the window stays in the task bar. Ctrl+Q ends the program.</source>
        <translation>Hier gibt es keine Leiste, darum bleibt das Fenster in der Taskleiste. Strg+Q beendet das Programm.</translation>
    </message>
    <message>
        <source>Keep running in the tray?</source>
        <translation>In der Leiste weiterlaufen?</translation>
    </message>
    <message>
        <source>Programs go on pushing while the window is closed. A click on the tray icon opens it again.</source>
        <translation>Programme senden weiter, während das Fenster geschlossen ist. Ein Klick auf das Symbol öffnet es wieder.</translation>
    </message>
    <message>
        <source>&amp;Keep Running</source>
        <translation>&amp;Weiterlaufen</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>The other relay stays: %1</source>
        <translation>Das andere Relay bleibt: %1</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Gespeichert</translation>
    </message>
    <message>
        <source>Starting with the session could not be changed: %1</source>
        <translation>Das Starten mit der Sitzung ließ sich nicht ändern: %1</translation>
    </message>
    <message>
        <source>Diagnostics</source>
        <translation>Diagnose</translation>
    </message>
    <message>
        <source>For a bug report. Tokens, the server&apos;s name and your home directory&apos;s name are cut out.</source>
        <translation>Für einen Fehlerbericht. Tokens, der Name des Servers und der Ihres Verzeichnisses sind herausgeschnitten.</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Exported to %1</source>
        <translation>Nach %1 exportiert</translation>
    </message>
    <message>
        <source>%1 could not be written: %2</source>
        <translation>%1 ließ sich nicht schreiben: %2</translation>
    </message>
    <message>
        <source>The settings were changed elsewhere, and hold from now on</source>
        <translation>Die Einstellungen wurden anderswo geändert und gelten ab jetzt</translation>
    </message>
    <message>
        <source>The stored token is for %1 and is not sent elsewhere; enter another under Help, First Steps</source>
        <translation>Das gespeicherte Token gehört zu %1 und geht nirgendwo anders hin; geben Sie unter Hilfe, Erste Schritte ein anderes ein</translation>
    </message>
</context>
<context>
    <name>gatepost::app::Takeover</name>
    <message>
        <source>It does not answer.</source>
        <translation>Es antwortet nicht.</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::ActivityModel</name>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>Ereignis</translation>
    </message>
    <message>
        <source>Of</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Detail</source>
        <translation>Einzelheit</translation>
    </message>
    <message>
        <source>Push</source>
        <translation>Sendung</translation>
    </message>
    <message>
        <source>Refused here</source>
        <translation>Hier zurückgewiesen</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>Angekommen</translation>
    </message>
    <message>
        <source>Superseded</source>
        <translation>Überholt</translation>
    </message>
    <message>
        <source>Rejected by the server</source>
        <translation>Vom Server abgelehnt</translation>
    </message>
    <message>
        <source>Not delivered</source>
        <translation>Nicht angekommen</translation>
    </message>
    <message>
        <source>Lost</source>
        <translation>Verloren</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::ActivityPage</name>
    <message>
        <source>Nothing matches</source>
        <translation>Nichts passt</translation>
    </message>
    <message>
        <source>Clear the filter to see every event.</source>
        <translation>Leeren Sie den Filter, um alle Ereignisse zu sehen.</translation>
    </message>
    <message>
        <source>Also &amp;write to a file</source>
        <translation>Auch in eine Datei schr&amp;eiben</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Ereignisse</translation>
    </message>
    <message>
        <source>Filter events</source>
        <translation>Ereignisse filtern</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>Copies the chosen rows, or all that are shown</source>
        <translation>Kopiert die gewählten Zeilen, oder alle gezeigten</translation>
    </message>
    <message>
        <source>Nothing has happened yet</source>
        <translation>Noch ist nichts geschehen</translation>
    </message>
    <message numerus="yes">
        <source>Every push, delivery and fault appears here; the last %n are remembered.</source>
        <translation>
            <numerusform>Jede Sendung, Zustellung und Störung erscheint hier; die letzte %n bleibt im Gedächtnis.</numerusform>
            <numerusform>Jede Sendung, Zustellung und Störung erscheint hier; die letzten %n bleiben im Gedächtnis.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) copied</source>
        <translation>
            <numerusform>%n Ereignis kopiert</numerusform>
            <numerusform>%n Ereignisse kopiert</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatepost::ui::BannerBar</name>
    <message>
        <source>OK</source>
        <translation>OK</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::DetailPane</name>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Purge…</source>
        <translation>Bereinigen…</translation>
    </message>
    <message>
        <source>Last minutes</source>
        <translation>Letzte Minuten</translation>
    </message>
    <message>
        <source>Observations per bucket</source>
        <translation>Beobachtungen je Bucket</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Delete this program&apos;s groups here and at the server</source>
        <translation>Die Gruppen dieses Programms hier und beim Server löschen</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>Process</source>
        <translation>Prozess</translation>
    </message>
    <message>
        <source>%1, ended</source>
        <translation>%1, beendet</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Lifetime</source>
        <translation>Lebensdauer</translation>
    </message>
    <message>
        <source>as long as the program runs</source>
        <translation>so lange das Programm läuft</translation>
    </message>
    <message>
        <source>until it is deleted</source>
        <translation>bis sie gelöscht wird</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Zurückgewiesen</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
    <message>
        <source>Observations</source>
        <translation>Beobachtungen</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>Rate</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>Quantile %1</source>
        <translation>Quantil %1</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>noch keins</translation>
    </message>
    <message>
        <source>Series</source>
        <translation>Reihen</translation>
    </message>
    <message>
        <source>Resume %1</source>
        <translation>%1 fortsetzen</translation>
    </message>
    <message>
        <source>Pause %1</source>
        <translation>%1 anhalten</translation>
    </message>
    <message>
        <source>Choose a series to see its last minutes.</source>
        <translation>Wählen Sie eine Reihe, um ihre letzten Minuten zu sehen.</translation>
    </message>
    <message>
        <source>Keep its last minutes, on screen or not</source>
        <translation>Die letzten Minuten behalten, ob sichtbar oder nicht</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>Anheften</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::HistogramView</name>
    <message>
        <source>Buckets</source>
        <translation>Buckets</translation>
    </message>
    <message>
        <source>up to %1: %2</source>
        <translation>bis %1: %2</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::LedgerPane</name>
    <message>
        <source>Ledger</source>
        <translation>Kassenbuch</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Zurückgewiesen</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::LivePage</name>
    <message>
        <source>Applications and their metrics</source>
        <translation>Programme und ihre Metriken</translation>
    </message>
    <message>
        <source>Filter by program, group, metric or label</source>
        <translation>Nach Programm, Gruppe, Metrik oder Label filtern</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Freeze</source>
        <translation>Einfrieren</translation>
    </message>
    <message>
        <source>Keep what is shown while pushes go on (Ctrl+E)</source>
        <translation>Das Gezeigte festhalten, während weiter gesendet wird (Strg+E)</translation>
    </message>
    <message>
        <source>Copy as &amp;Exposition Text</source>
        <translation>Als &amp;Expositionstext kopieren</translation>
    </message>
    <message>
        <source>Copy as &amp;PromQL</source>
        <translation>Als &amp;PromQL kopieren</translation>
    </message>
    <message>
        <source>Copy as &amp;curl Command</source>
        <translation>Als &amp;curl-Befehl kopieren</translation>
    </message>
    <message>
        <source>P&amp;in</source>
        <translation>A&amp;nheften</translation>
    </message>
    <message>
        <source>Show &amp;Text</source>
        <translation>&amp;Text zeigen</translation>
    </message>
    <message>
        <source>&amp;Delete Group…</source>
        <translation>Gruppe &amp;löschen…</translation>
    </message>
    <message>
        <source>Delete this group?</source>
        <translation>Diese Gruppe löschen?</translation>
    </message>
    <message>
        <source>It goes here and at the server. The program can push it again.</source>
        <translation>Sie verschwindet hier und beim Server. Das Programm kann sie erneut senden.</translation>
    </message>
    <message>
        <source>%1 of %2 series</source>
        <translation>%1 von %2 Reihen</translation>
    </message>
    <message numerus="yes">
        <source>%Ln series</source>
        <translation>
            <numerusform>%Ln Reihe</numerusform>
            <numerusform>%Ln Reihen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, frozen</source>
        <translation>%1, eingefroren</translation>
    </message>
    <message>
        <source>No program has pushed yet</source>
        <translation>Noch kein Programm hat gesendet</translation>
    </message>
    <message>
        <source>the local socket</source>
        <translation>den lokalen Socket</translation>
    </message>
    <message>
        <source>Nothing matches</source>
        <translation>Nichts passt</translation>
    </message>
    <message>
        <source>All words of the filter must be found in a program, group, metric or label. Clear it to see everything.</source>
        <translation>Alle Wörter des Filters müssen in Programm, Gruppe, Metrik oder Label vorkommen. Leeren Sie ihn, um alles zu sehen.</translation>
    </message>
    <message>
        <source>Purge %1?</source>
        <translation>%1 bereinigen?</translation>
    </message>
    <message>
        <source>All groups of this program are deleted, here and at the server. What it pushes afterwards counts again.</source>
        <translation>Alle Gruppen dieses Programms werden gelöscht, hier und beim Server. Was es danach sendet, zählt wieder.</translation>
    </message>
    <message>
        <source>Exposition text copied</source>
        <translation>Expositionstext kopiert</translation>
    </message>
    <message>
        <source>PromQL copied</source>
        <translation>PromQL kopiert</translation>
    </message>
    <message>
        <source>Only a series can be pinned: choose one</source>
        <translation>Nur eine Reihe lässt sich anheften: Wählen Sie eine</translation>
    </message>
    <message>
        <source>PromQL asks for a metric: choose one, or one of its series</source>
        <translation>PromQL fragt nach einer Metrik: Wählen Sie eine oder eine ihrer Reihen</translation>
    </message>
    <message>
        <source>curl command copied</source>
        <translation>curl-Befehl kopiert</translation>
    </message>
    <message>
        <source>curl pushes one group: choose one, or something in it</source>
        <translation>curl sendet eine Gruppe: Wählen Sie eine oder etwas darin</translation>
    </message>
    <message>
        <source>Pinned</source>
        <translation>Angeheftet</translation>
    </message>
    <message>
        <source>Show only the series that are pinned (Ctrl+I)</source>
        <translation>Nur angeheftete Reihen zeigen (Strg+I)</translation>
    </message>
    <message>
        <source>Push to %1 and it appears here at once. First Steps has a snippet for Python, C++, Go and curl.</source>
        <translation>Senden Sie an %1, und es erscheint sofort hier. Unter „Erste Schritte“ stehen Beispiele für Python, C++, Go und curl.</translation>
    </message>
    <message>
        <source>Nothing pinned is here</source>
        <translation>Nichts Angeheftetes ist da</translation>
    </message>
    <message>
        <source>Choose a series and pin it with Ctrl+D: it stays in sight here, and its last minutes are kept whether it is on screen or not.</source>
        <translation>Wählen Sie eine Reihe und heften Sie sie mit Strg+D an: Hier bleibt sie im Blick, und ihre letzten Minuten werden behalten, ob sie sichtbar ist oder nicht.</translation>
    </message>
    <message>
        <source>First Steps</source>
        <translation>Erste Schritte</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>&amp;Purge</source>
        <translation>&amp;Bereinigen</translation>
    </message>
    <message>
        <source>Choose a line on the Live page first</source>
        <translation>Wählen Sie dafür erst eine Zeile auf der Seite Live</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::MainWindow</name>
    <message>
        <source>Gatepost</source>
        <translation>Gatepost</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Live</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Scratch</source>
        <translation>Notizblatt</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Activity</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>Set &amp;Up…</source>
        <translation>Ein&amp;richten…</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>&amp;Einstellungen…</translation>
    </message>
    <message>
        <source>Ctrl+,</source>
        <translation>Ctrl+,</translation>
    </message>
    <message>
        <source>&amp;Close Window</source>
        <translation>Fenster &amp;schließen</translation>
    </message>
    <message>
        <source>Ctrl+W</source>
        <translation>Ctrl+W</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>Ctrl+Q</source>
        <translation>Ctrl+Q</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>Copy as &amp;Exposition Text</source>
        <translation>Als &amp;Expositionstext kopieren</translation>
    </message>
    <message>
        <source>Ctrl+Shift+E</source>
        <translation>Ctrl+Shift+E</translation>
    </message>
    <message>
        <source>Copy as &amp;PromQL</source>
        <translation>Als &amp;PromQL kopieren</translation>
    </message>
    <message>
        <source>Ctrl+Shift+P</source>
        <translation>Ctrl+Shift+P</translation>
    </message>
    <message>
        <source>Copy as &amp;curl Command</source>
        <translation>Als &amp;curl-Befehl kopieren</translation>
    </message>
    <message>
        <source>Ctrl+Shift+U</source>
        <translation>Ctrl+Shift+U</translation>
    </message>
    <message>
        <source>Copy &amp;Socket Path</source>
        <translation>&amp;Socket-Pfad kopieren</translation>
    </message>
    <message>
        <source>&amp;Filter</source>
        <translation>&amp;Filtern</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>Free&amp;ze</source>
        <translation>Ein&amp;frieren</translation>
    </message>
    <message>
        <source>Ctrl+E</source>
        <translation>Ctrl+E</translation>
    </message>
    <message>
        <source>&amp;Send</source>
        <translation>&amp;Senden</translation>
    </message>
    <message>
        <source>&amp;Pause Sending</source>
        <translation>Senden &amp;anhalten</translation>
    </message>
    <message>
        <source>Ctrl+P</source>
        <translation>Ctrl+P</translation>
    </message>
    <message>
        <source>&amp;Resume Sending</source>
        <translation>Senden &amp;fortsetzen</translation>
    </message>
    <message>
        <source>Ctrl+R</source>
        <translation>Ctrl+R</translation>
    </message>
    <message>
        <source>Send &amp;Now</source>
        <translation>&amp;Jetzt senden</translation>
    </message>
    <message>
        <source>F5</source>
        <translation>F5</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;First Steps</source>
        <translation>&amp;Erste Schritte</translation>
    </message>
    <message>
        <source>F1</source>
        <translation>F1</translation>
    </message>
    <message>
        <source>&amp;Diagnostics…</source>
        <translation>&amp;Diagnose…</translation>
    </message>
    <message>
        <source>&amp;About Gatepost</source>
        <translation>Ü&amp;ber Gatepost</translation>
    </message>
    <message>
        <source>Socket path</source>
        <translation>Socket-Pfad</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Queue (%1)</source>
        <translation>Warteschlange (%1)</translation>
    </message>
    <message>
        <source>P&amp;inned Only</source>
        <translation>Nur &amp;Angeheftete</translation>
    </message>
    <message>
        <source>Ctrl+I</source>
        <translation>Ctrl+I</translation>
    </message>
    <message>
        <source>Pi&amp;n or Unpin Series</source>
        <translation>Reihe an&amp;heften oder lösen</translation>
    </message>
    <message>
        <source>Ctrl+D</source>
        <translation>Ctrl+D</translation>
    </message>
    <message>
        <source>&amp;Text of Group</source>
        <translation>&amp;Text der Gruppe</translation>
    </message>
    <message>
        <source>Ctrl+T</source>
        <translation>Ctrl+T</translation>
    </message>
    <message>
        <source>Pause or Resume &amp;Application</source>
        <translation>&amp;Programm anhalten oder fortsetzen</translation>
    </message>
    <message>
        <source>Ctrl+Shift+A</source>
        <translation>Ctrl+Shift+A</translation>
    </message>
    <message>
        <source>P&amp;urge Application…</source>
        <translation>Programm be&amp;reinigen…</translation>
    </message>
    <message>
        <source>&amp;Delete Group…</source>
        <translation>Gruppe &amp;löschen…</translation>
    </message>
    <message>
        <source>&amp;Export Waiting…</source>
        <translation>Wartendes &amp;exportieren…</translation>
    </message>
    <message>
        <source>Export &amp;Quarantine…</source>
        <translation>&amp;Quarantäne exportieren…</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::PreviewModel</name>
    <message>
        <source>%1 (paused)</source>
        <translation>%1 (angehalten)</translation>
    </message>
    <message numerus="yes">
        <source>%n group(s)</source>
        <translation>
            <numerusform>%n Gruppe</numerusform>
            <numerusform>%n Gruppen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln series</source>
        <translation>
            <numerusform>%Ln Reihe</numerusform>
            <numerusform>%Ln Reihen</numerusform>
        </translation>
    </message>
    <message>
        <source>(no labels)</source>
        <translation>(keine Labels)</translation>
    </message>
    <message>
        <source>%1
process %2, user %3</source>
        <translation>%1
Prozess %2, Benutzer %3</translation>
    </message>
    <message>
        <source>%1, pinned</source>
        <translation>%1, angeheftet</translation>
    </message>
    <message>
        <source>Application, group, family, series</source>
        <translation>Programm, Gruppe, Familie, Reihe</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>Rate</translation>
    </message>
    <message>
        <source>Last push</source>
        <translation>Letzte Sendung</translation>
    </message>
    <message>
        <source>Last minutes</source>
        <translation>Minuten</translation>
    </message>
    <message>
        <source>✕ refused</source>
        <translation>✕ zurückgewiesen</translation>
    </message>
    <message>
        <source>✕ rejected</source>
        <translation>✕ abgelehnt</translation>
    </message>
    <message>
        <source>✓ delivered</source>
        <translation>✓ zugestellt</translation>
    </message>
    <message>
        <source>… waiting</source>
        <translation>… wartet</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::ProblemList</name>
    <message>
        <source>Problems</source>
        <translation>Probleme</translation>
    </message>
    <message>
        <source>No problems</source>
        <translation>Keine Probleme</translation>
    </message>
    <message>
        <source>Every rule is content with this text.</source>
        <translation>Alle Regeln sind mit diesem Text zufrieden.</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::ProblemModel</name>
    <message>
        <source>✕ Error</source>
        <translation>✕ Fehler</translation>
    </message>
    <message>
        <source>△ Warning</source>
        <translation>△ Warnung</translation>
    </message>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>Schwere</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>Zeile</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>Metrik</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>Why: %1</source>
        <translation>Warum: %1</translation>
    </message>
    <message>
        <source>Mend: %1</source>
        <translation>Abhilfe: %1</translation>
    </message>
    <message>
        <source>Rule: %1</source>
        <translation>Regel: %1</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::QuarantineModel</name>
    <message>
        <source>Group</source>
        <translation>Gruppe</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>%1, a warning</source>
        <translation>%1, eine Warnung</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::QueueModel</name>
    <message>
        <source>Group</source>
        <translation>Gruppe</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Methode</translation>
    </message>
    <message>
        <source>Pushes</source>
        <translation>Sendungen</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Waiting since</source>
        <translation>Wartet seit</translation>
    </message>
    <message>
        <source>Tries</source>
        <translation>Versuche</translation>
    </message>
    <message>
        <source>Last answer</source>
        <translation>Letzte Antwort</translation>
    </message>
    <message>
        <source>being sent</source>
        <translation>wird gesendet</translation>
    </message>
    <message>
        <source>not tried yet</source>
        <translation>noch nicht versucht</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>keine Antwort</translation>
    </message>
    <message>
        <source>%1; again at %2</source>
        <translation>%1; wieder um %2</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::QueuePage</name>
    <message>
        <source>Waiting requests</source>
        <translation>Wartende Anfragen</translation>
    </message>
    <message>
        <source>Nothing waits</source>
        <translation>Nichts wartet</translation>
    </message>
    <message>
        <source>What cannot be delivered at once is kept here, one request for each group, however long it takes.</source>
        <translation>Was nicht gleich ankommt, wird hier aufgehoben, je Gruppe eine Anfrage, wie lange es auch dauert.</translation>
    </message>
    <message>
        <source>Send &amp;Now</source>
        <translation>&amp;Jetzt senden</translation>
    </message>
    <message>
        <source>&amp;Drop…</source>
        <translation>&amp;Verwerfen…</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message numerus="yes">
        <source>Drop %n request(s)?</source>
        <translation>
            <numerusform>%n Anfrage verwerfen?</numerusform>
            <numerusform>%n Anfragen verwerfen?</numerusform>
        </translation>
    </message>
    <message>
        <source>What is dropped is not sent any more and counts as lost by your own hand.</source>
        <translation>Was verworfen wird, wird nicht mehr gesendet und zählt als von Ihrer Hand verloren.</translation>
    </message>
    <message>
        <source>Rejected pushes</source>
        <translation>Abgelehnte Sendungen</translation>
    </message>
    <message>
        <source>Nothing was rejected</source>
        <translation>Nichts wurde abgelehnt</translation>
    </message>
    <message>
        <source>What the server does not take is kept here with its reasons, and nothing else waits behind it.</source>
        <translation>Was der Server nicht nimmt, wird hier mit seinen Gründen aufgehoben, und nichts anderes wartet dahinter.</translation>
    </message>
    <message>
        <source>&amp;Retry</source>
        <translation>&amp;Erneut versuchen</translation>
    </message>
    <message>
        <source>Dr&amp;op…</source>
        <translation>Ver&amp;werfen…</translation>
    </message>
    <message>
        <source>Ex&amp;port…</source>
        <translation>Ex&amp;portieren…</translation>
    </message>
    <message>
        <source>Quarantine</source>
        <translation>Quarantäne</translation>
    </message>
    <message numerus="yes">
        <source>Drop %n push(es)?</source>
        <translation>
            <numerusform>%n Sendung verwerfen?</numerusform>
            <numerusform>%n Sendungen verwerfen?</numerusform>
        </translation>
    </message>
    <message>
        <source>What is dropped is gone for good and counts as lost by your own hand.</source>
        <translation>Was verworfen wird, ist endgültig fort und zählt als von Ihrer Hand verloren.</translation>
    </message>
    <message>
        <source>E&amp;xport…</source>
        <translation>E&amp;xportieren…</translation>
    </message>
    <message>
        <source>Exports the chosen requests, or all</source>
        <translation>Exportiert die gewählten Anfragen, oder alle</translation>
    </message>
    <message>
        <source>Exports the chosen pushes with the server&apos;s reasons, or all</source>
        <translation>Exportiert die gewählten Sendungen mit den Gründen des Servers, oder alle</translation>
    </message>
    <message>
        <source>&amp;Drop</source>
        <translation>&amp;Verwerfen</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::ScratchPage</name>
    <message>
        <source>Paste or drop exposition text here.

It is linted as you type, with the same rules as every push. Nothing is sent.</source>
        <translation>Fügen Sie hier Expositionstext ein oder legen Sie eine Datei ab.

Er wird beim Tippen geprüft, mit denselben Regeln wie jede Sendung. Nichts wird gesendet.</translation>
    </message>
    <message>
        <source>Text to lint</source>
        <translation>Zu prüfender Text</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Sections</source>
        <translation>Abschnitte</translation>
    </message>
    <message>
        <source>Start when I &amp;log in</source>
        <translation>Beim An&amp;melden starten</translation>
    </message>
    <message>
        <source>%1:</source>
        <translation>%1:</translation>
    </message>
    <message>
        <source>No token is stored.</source>
        <translation>Kein Token ist gespeichert.</translation>
    </message>
    <message>
        <source>A token is stored, but for %1, and goes nowhere else.</source>
        <translation>Ein Token ist gespeichert, aber für %1, und geht nirgendwo anders hin.</translation>
    </message>
    <message>
        <source>A token is stored and readable.</source>
        <translation>Ein Token ist gespeichert und lesbar.</translation>
    </message>
    <message>
        <source>A token is stored, but the keyring is locked just now.</source>
        <translation>Ein Token ist gespeichert, aber der Schlüsselbund ist gerade gesperrt.</translation>
    </message>
    <message>
        <source>The keyring does not answer, or the token file cannot be read. A file only you can read works everywhere.</source>
        <translation>Der Schlüsselbund antwortet nicht, oder die Tokendatei ist nicht lesbar. Eine Datei, die nur Sie lesen können, geht überall.</translation>
    </message>
    <message>
        <source>An autostart entry of your own is there; it is left alone.</source>
        <translation>Es gibt einen eigenen Autostart-Eintrag von Ihnen; er bleibt unberührt.</translation>
    </message>
    <message>
        <source>This desktop does not offer it.</source>
        <translation>Diese Arbeitsumgebung bietet das nicht an.</translation>
    </message>
    <message>
        <source>Set by this computer&apos;s administrator in /etc/gatepost.</source>
        <translation>Von der Verwaltung dieses Rechners in /etc/gatepost festgelegt.</translation>
    </message>
    <message>
        <source>Set on the command line for as long as this run lasts.</source>
        <translation>Auf der Befehlszeile für die Dauer dieses Laufs festgelegt.</translation>
    </message>
    <message>
        <source>Token for the loopback address</source>
        <translation>Token für die Loopback-Adresse</translation>
    </message>
    <message>
        <source>There is one while it listens</source>
        <translation>Es gibt eines, solange gelauscht wird</translation>
    </message>
    <message>
        <source>Sho&amp;w</source>
        <translation>An&amp;zeigen</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>Loopback &amp;token:</source>
        <translation>Loopback-&amp;Token:</translation>
    </message>
    <message>
        <source>For programs whose user the system does not tell, as Authorization: Bearer. It changes with every start.</source>
        <translation>Für Programme, deren Benutzer das System nicht verrät, als Authorization: Bearer. Es wechselt mit jedem Start.</translation>
    </message>
    <message>
        <source>Token copied</source>
        <translation>Token kopiert</translation>
    </message>
    <message>
        <source>The settings were changed elsewhere meanwhile. What you have not touched follows; what you have touched is yours.</source>
        <translation>Die Einstellungen wurden inzwischen anderswo geändert. Was Sie nicht angefasst haben, folgt; was Sie angefasst haben, bleibt Ihres.</translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) wait, %1 in all.</source>
        <translation>
            <numerusform>%n Anfrage wartet, insgesamt %1.</numerusform>
            <numerusform>%n Anfragen warten, insgesamt %1.</numerusform>
        </translation>
    </message>
    <message>
        <source>What waits is encrypted, and its key cannot be had just now. Unlock the keyring.</source>
        <translation>Was wartet, ist verschlüsselt, und der Schlüssel ist gerade nicht zu bekommen. Entsperren Sie den Schlüsselbund.</translation>
    </message>
    <message>
        <source>It is encrypted on disk.</source>
        <translation>Auf der Platte ist es verschlüsselt.</translation>
    </message>
    <message>
        <source>Listening on %1.</source>
        <translation>Lauscht an %1.</translation>
    </message>
    <message>
        <source>Not listening: %1</source>
        <translation>Lauscht nicht: %1</translation>
    </message>
    <message>
        <source>The key is readable.</source>
        <translation>Der Schlüssel ist lesbar.</translation>
    </message>
    <message>
        <source>There is no such file, or no key in it.</source>
        <translation>Die Datei gibt es nicht, oder es ist kein Schlüssel darin.</translation>
    </message>
    <message>
        <source>The key is locked: enter its passphrase.</source>
        <translation>Der Schlüssel ist gesperrt: Geben Sie seine Passphrase ein.</translation>
    </message>
    <message>
        <source>The passphrase that is stored does not open the key.</source>
        <translation>Die gespeicherte Passphrase öffnet den Schlüssel nicht.</translation>
    </message>
    <message>
        <source>Passphrase of the certificate&apos;s key</source>
        <translation>Passphrase für den Schlüssel des Zertifikats</translation>
    </message>
    <message>
        <source>&amp;Passphrase of the key:</source>
        <translation>&amp;Passphrase des Schlüssels:</translation>
    </message>
    <message>
        <source>Kept where the token is. Leave empty to keep the one stored.</source>
        <translation>Liegt dort, wo das Token liegt. Leer lassen, um die gespeicherte zu behalten.</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::SnippetBox</name>
    <message>
        <source>Run it and watch it arrive here.</source>
        <translation>Führen Sie es aus und sehen Sie zu, wie es hier ankommt.</translation>
    </message>
    <message>
        <source>3. Push one metric</source>
        <translation>3. Eine Metrik senden</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Snippet</source>
        <translation>Beispiel</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>Kop&amp;ieren</translation>
    </message>
    <message>
        <source>It arrived: %1. See it on the Live page.</source>
        <translation>Angekommen: %1. Zu sehen auf der Seite „Live“.</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::SparkView</name>
    <message>
        <source>Last minutes</source>
        <translation>Letzte Minuten</translation>
    </message>
    <message>
        <source>No values yet</source>
        <translation>Noch keine Werte</translation>
    </message>
    <message numerus="yes">
        <source>%n value(s), the last %1</source>
        <translation>
            <numerusform>%n Wert, der letzte %1</numerusform>
            <numerusform>%n Werte, der letzte %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Grows with every push</source>
        <translation>Wächst mit jeder Sendung</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::TargetDialog</name>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source>New Scrape Target</source>
        <translation>Neues Abrufziel</translation>
    </message>
    <message>
        <source>Scrape Target</source>
        <translation>Abrufziel</translation>
    </message>
    <message>
        <source>An address of this computer</source>
        <translation>Eine Adresse dieses Rechners</translation>
    </message>
    <message>
        <source>A local socket of yours</source>
        <translation>Ein lokales Socket von Ihnen</translation>
    </message>
    <message>
        <source>The name, unless it is given</source>
        <translation>Der Name, wenn nichts angegeben ist</translation>
    </message>
    <message>
        <source>&amp;Name:</source>
        <translation>&amp;Name:</translation>
    </message>
    <message>
        <source>&amp;Reached by:</source>
        <translation>E&amp;rreichbar über:</translation>
    </message>
    <message>
        <source>&amp;Address:</source>
        <translation>&amp;Adresse:</translation>
    </message>
    <message>
        <source>&amp;Socket:</source>
        <translation>&amp;Socket:</translation>
    </message>
    <message>
        <source>&amp;Path:</source>
        <translation>&amp;Pfad:</translation>
    </message>
    <message>
        <source>&amp;Every:</source>
        <translation>A&amp;lle:</translation>
    </message>
    <message>
        <source>&amp;Wait at most:</source>
        <translation>&amp;Höchstens warten:</translation>
    </message>
    <message>
        <source>&amp;Job:</source>
        <translation>&amp;Job:</translation>
    </message>
    <message>
        <source>An address is missing.</source>
        <translation>Es fehlt eine Adresse.</translation>
    </message>
    <message>
        <source>Another target has this name.</source>
        <translation>Ein anderes Ziel heißt schon so.</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::TargetsEditor</name>
    <message>
        <source>Scrape targets</source>
        <translation>Abrufziele</translation>
    </message>
    <message>
        <source>&amp;Add…</source>
        <translation>&amp;Hinzufügen…</translation>
    </message>
    <message>
        <source>C&amp;hange…</source>
        <translation>Ä&amp;ndern…</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>&amp;Entfernen</translation>
    </message>
    <message>
        <source>No targets</source>
        <translation>Keine Ziele</translation>
    </message>
    <message>
        <source>Add one for a program that offers its metrics at an address of this computer or on a local socket.</source>
        <translation>Fügen Sie eines für ein Programm hinzu, das seine Metriken an einer Adresse dieses Rechners oder an einem lokalen Socket anbietet.</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::TargetsModel</name>
    <message>
        <source>from OK on</source>
        <translation>ab OK</translation>
    </message>
    <message>
        <source>answers</source>
        <translation>antwortet</translation>
    </message>
    <message>
        <source>not asked yet</source>
        <translation>noch nicht gefragt</translation>
    </message>
    <message numerus="yes">
        <source>%n s</source>
        <comment>seconds</comment>
        <translation>
            <numerusform>%n s</numerusform>
            <numerusform>%n s</numerusform>
        </translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Asked at</source>
        <translation>Gefragt wird</translation>
    </message>
    <message>
        <source>Every</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Job</source>
        <translation>Job</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>A name has 1 to 64 letters a to z, digits, and _ - .</source>
        <translation>Ein Name hat 1 bis 64 Buchstaben a bis z, Ziffern und _ - .</translation>
    </message>
    <message>
        <source>The address begins with http:// and names this computer itself, such as http://127.0.0.1:8000/metrics.</source>
        <translation>Die Adresse beginnt mit http:// und nennt diesen Rechner selbst, etwa http://127.0.0.1:8000/metrics.</translation>
    </message>
    <message>
        <source>The socket&apos;s path must begin with a slash.</source>
        <translation>Der Pfad des Sockets muss mit einem Schrägstrich beginnen.</translation>
    </message>
    <message>
        <source>The path must begin with a slash.</source>
        <translation>Der Pfad muss mit einem Schrägstrich beginnen.</translation>
    </message>
    <message>
        <source>It cannot be waited for longer than until it is asked again.</source>
        <translation>Länger als bis zur nächsten Frage kann nicht gewartet werden.</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::TextDialog</name>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::TextPage</name>
    <message>
        <source>Exposition text</source>
        <translation>Expositionstext</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Gruppe</translation>
    </message>
    <message>
        <source>&amp;Group:</source>
        <translation>&amp;Gruppe:</translation>
    </message>
    <message>
        <source>No text yet</source>
        <translation>Noch kein Text</translation>
    </message>
    <message>
        <source>As soon as a program pushes, its text stands here as it will leave, with every problem underlined.</source>
        <translation>Sobald ein Programm sendet, steht sein Text hier, wie er hinausgeht, und jedes Problem ist unterstrichen.</translation>
    </message>
    <message numerus="yes">
        <source>%1 (%n problem(s))</source>
        <translation>
            <numerusform>%1 (%n Problem)</numerusform>
            <numerusform>%1 (%n Probleme)</numerusform>
        </translation>
    </message>
    <message>
        <source># … the rest is not shown here; it is sent all the same</source>
        <translation># … der Rest wird hier nicht gezeigt; gesendet wird er trotzdem</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::Tray</name>
    <message>
        <source>&amp;Open Gatepost</source>
        <translation>&amp;Gatepost öffnen</translation>
    </message>
    <message>
        <source>&amp;Pause Sending</source>
        <translation>Senden &amp;anhalten</translation>
    </message>
    <message>
        <source>&amp;Resume Sending</source>
        <translation>Senden &amp;fortsetzen</translation>
    </message>
    <message>
        <source>Send &amp;Now</source>
        <translation>&amp;Jetzt senden</translation>
    </message>
    <message>
        <source>&amp;Copy Socket Path</source>
        <translation>Socket-Pfad &amp;kopieren</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>&amp;Einstellungen…</translation>
    </message>
    <message>
        <source>&amp;Diagnostics…</source>
        <translation>&amp;Diagnose…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::VerdictBar</name>
    <message>
        <source>What the server will say</source>
        <translation>Was der Server sagen wird</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::WelcomePage</name>
    <message>
        <source>&amp;Test</source>
        <translation>&amp;Testen</translation>
    </message>
    <message>
        <source>Save and &amp;Go On</source>
        <translation>Speichern und &amp;weiter</translation>
    </message>
    <message>
        <source>Start when I &amp;log in</source>
        <translation>Beim An&amp;melden starten</translation>
    </message>
    <message>
        <source>&amp;Notify me when the token is refused or pushes are lost</source>
        <translation>Melden, wenn das Token abgelehnt wird oder Sendungen &amp;verloren gehen</translation>
    </message>
    <message>
        <source>Welcome to Gatepost</source>
        <translation>Willkommen bei Gatepost</translation>
    </message>
    <message>
        <source>Programs on this computer push their metrics here; Gatepost checks them, keeps them while the network is away, and carries them to your server.</source>
        <translation>Programme auf diesem Rechner senden ihre Metriken hierher; Gatepost prüft sie, hebt sie auf, solange das Netz fort ist, und bringt sie zu Ihrem Server.</translation>
    </message>
    <message>
        <source>Not No&amp;w</source>
        <translation>&amp;Nicht jetzt</translation>
    </message>
    <message>
        <source>Asking %1…</source>
        <translation>%1 wird gefragt…</translation>
    </message>
    <message>
        <source>1. Where to send</source>
        <translation>1. Wohin gesendet wird</translation>
    </message>
    <message>
        <source>Address of the proxy</source>
        <translation>Adresse des Proxys</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>&amp;Address:</source>
        <translation>Adr&amp;esse:</translation>
    </message>
    <message>
        <source>To&amp;ken:</source>
        <translation>To&amp;ken:</translation>
    </message>
    <message>
        <source>2. Two choices</source>
        <translation>2. Zwei Entscheidungen</translation>
    </message>
    <message>
        <source>A token is stored; leave empty to keep it</source>
        <translation>Ein Token ist gespeichert; leer lassen, um es zu behalten</translation>
    </message>
    <message>
        <source>As your administrator gave it to you</source>
        <translation>So wie Ihre Verwaltung es Ihnen gab</translation>
    </message>
    <message>
        <source>Read from a file that was named elsewhere</source>
        <translation>Steht in einer Datei, die anderswo genannt ist</translation>
    </message>
    <message>
        <source>A link asks to send this computer&apos;s metrics to %1. Nothing has been sent or changed yet. Go on only if you know and trust this server.</source>
        <translation>Ein Link möchte die Metriken dieses Rechners an %1 senden. Noch wurde nichts gesendet oder geändert. Fahren Sie nur fort, wenn Sie diesen Server kennen und ihm trauen.</translation>
    </message>
    <message>
        <source>It would replace %1.</source>
        <translation>Er würde %1 ersetzen.</translation>
    </message>
    <message>
        <source>None is needed: the invite becomes one</source>
        <translation>Nicht nötig: Die Einladung wird zu einem</translation>
    </message>
    <message>
        <source>Asking %1 for a token…</source>
        <translation>%1 wird um ein Token gebeten…</translation>
    </message>
    <message>
        <source>It brings an invite, which the server turns into a token for this computer when you save. An invite works once.</source>
        <translation>Er bringt eine Einladung mit, die der Server beim Speichern gegen ein Token für diesen Rechner tauscht. Eine Einladung gilt einmal.</translation>
    </message>
</context>
</TS>
