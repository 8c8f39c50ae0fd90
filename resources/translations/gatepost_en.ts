<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en_US">
<context>
    <name>Faces</name>
    <message numerus="yes">
        <source>%n request(s) waiting</source>
        <translation>
            <numerusform>%n request waiting</numerusform>
            <numerusform>%n requests waiting</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n push(es) lost</source>
        <translation>
            <numerusform>%n push lost</numerusform>
            <numerusform>%n pushes lost</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n push(es) rejected by the server</source>
        <translation>
            <numerusform>%n push rejected by the server</numerusform>
            <numerusform>%n pushes rejected by the server</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n group(s) refused</source>
        <translation>
            <numerusform>%n group refused</numerusform>
            <numerusform>%n groups refused</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n error(s) in what is pushed</source>
        <translation>
            <numerusform>%n error in what is pushed</numerusform>
            <numerusform>%n errors in what is pushed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Judgements</name>
    <message numerus="yes">
        <source>The server will reject this: %n error(s).</source>
        <translation>
            <numerusform>The server will reject this: %n error.</numerusform>
            <numerusform>The server will reject this: %n errors.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The server will accept this, with %n warning(s).</source>
        <translation>
            <numerusform>The server will accept this, with %n warning.</numerusform>
            <numerusform>The server will accept this, with %n warnings.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Ledgers</name>
    <message numerus="yes">
        <source>%n push(es) lost; every other one is accounted for.</source>
        <translation>
            <numerusform>%n push lost; every other one is accounted for.</numerusform>
            <numerusform>%n pushes lost; every other one is accounted for.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n push(es) refused since the start, not counted above. Their programs were told why; the Activity page says it, too.</source>
        <translation>
            <numerusform>%n push refused since the start, not counted above. Its program was told why; the Activity page says it, too.</numerusform>
            <numerusform>%n pushes refused since the start, not counted above. Their programs were told why; the Activity page says it, too.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message numerus="yes">
        <source>%n push(es) lost</source>
        <translation>
            <numerusform>%n push lost</numerusform>
            <numerusform>%n pushes lost</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n push(es) rejected by the server</source>
        <translation>
            <numerusform>%n push rejected by the server</numerusform>
            <numerusform>%n pushes rejected by the server</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message numerus="yes">
        <source>%n s ago</source>
        <comment>seconds</comment>
        <translation>
            <numerusform>%n s ago</numerusform>
            <numerusform>%n s ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min ago</source>
        <comment>minutes</comment>
        <translation>
            <numerusform>%n min ago</numerusform>
            <numerusform>%n min ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n h ago</source>
        <comment>hours</comment>
        <translation>
            <numerusform>%n h ago</numerusform>
            <numerusform>%n h ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <comment>days</comment>
        <translation>
            <numerusform>%n day ago</numerusform>
            <numerusform>%n days ago</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatepost::ui::ActivityPage</name>
    <message numerus="yes">
        <source>Every push, delivery and fault appears here; the last %n are remembered.</source>
        <translation>
            <numerusform>Every push, delivery and fault appears here; the last %n are remembered.</numerusform>
            <numerusform>Every push, delivery and fault appears here; the last %n are remembered.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) copied</source>
        <translation>
            <numerusform>%n event copied</numerusform>
            <numerusform>%n events copied</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatepost::ui::LivePage</name>
    <message numerus="yes">
        <source>%Ln series</source>
        <translation>
            <numerusform>%Ln series</numerusform>
            <numerusform>%Ln series</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatepost::ui::PreviewModel</name>
    <message numerus="yes">
        <source>%n group(s)</source>
        <translation>
            <numerusform>%n group</numerusform>
            <numerusform>%n groups</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln series</source>
        <translation>
            <numerusform>%Ln series</numerusform>
            <numerusform>%Ln series</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatepost::ui::QueuePage</name>
    <message numerus="yes">
        <source>Drop %n request(s)?</source>
        <translation>
            <numerusform>Drop %n request?</numerusform>
            <numerusform>Drop %n requests?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Drop %n push(es)?</source>
        <translation>
            <numerusform>Drop %n push?</numerusform>
            <numerusform>Drop %n pushes?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatepost::ui::SettingsDialog</name>
    <message numerus="yes">
        <source>%n request(s) wait, %1 in all.</source>
        <translation>
            <numerusform>%n request waits, %1 in all.</numerusform>
            <numerusform>%n requests wait, %1 in all.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatepost::ui::SparkView</name>
    <message numerus="yes">
        <source>%n value(s), the last %1</source>
        <translation>
            <numerusform>%n value, the last %1</numerusform>
            <numerusform>%n values, the last %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatepost::ui::TargetsModel</name>
    <message numerus="yes">
        <source>%n s</source>
        <comment>seconds</comment>
        <translation>
            <numerusform>%n s</numerusform>
            <numerusform>%n s</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatepost::ui::TextPage</name>
    <message numerus="yes">
        <source>%1 (%n problem(s))</source>
        <translation>
            <numerusform>%1 (%n problem)</numerusform>
            <numerusform>%1 (%n problems)</numerusform>
        </translation>
    </message>
</context>
</TS>
