; The installer: for the user alone without administrator rights, or for everybody where there are such
; rights (a page asks; /CurrentUser and /AllUsers on the command line). /S installs silently, and
; /D=C:\folder, last and without quotes, names the folder. The uninstaller takes away what was installed
; and nothing else: projects, settings, rule packs and logs stay.
; makensis -DVERSION=0.1.0 -DNUMBERS=0.1.0.0 -DSTAGE=folder -DOUT=file installer.nsi
Unicode true
Target amd64-unicode
ManifestDPIAware true
ManifestSupportedOS Win10
SetCompressor /SOLID lzma
# The two programs have most of their code in common, and each is longer than the usual window of 8 MB.
SetCompressorDictSize 128

!define NAME "Shuijie"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"
!define PROG_ID "Shuijie.Project"

!define MULTIUSER_EXECUTIONLEVEL Highest
!define MULTIUSER_INSTALLMODE_DEFAULT_CURRENTUSER
!define MULTIUSER_INSTALLMODE_COMMANDLINE
!define MULTIUSER_MUI
!define MULTIUSER_USE_PROGRAMFILES64
!define MULTIUSER_INSTALLMODE_INSTDIR "${NAME}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_KEY "${UNINSTALL_KEY}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_VALUENAME "InstallLocation"
!include MultiUser.nsh
!include MUI2.nsh
!include FileFunc.nsh

!define MUI_ICON "shuijie.ico"
!define MUI_UNICON "shuijie.ico"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\shuijie.exe"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_LICENSE "${STAGE}\LICENSE-MIT.txt"
!insertmacro MULTIUSER_PAGE_INSTALLMODE
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"
!insertmacro MUI_LANGUAGE "English"

LangString APP ${LANG_SIMPCHINESE} "水界 Shuijie"
LangString APP ${LANG_ENGLISH} "Shuijie"
LangString PROJECT ${LANG_SIMPCHINESE} "水界项目"
LangString PROJECT ${LANG_ENGLISH} "Shuijie project"
LangString RUNNING ${LANG_SIMPCHINESE} "水界正在运行，请先关闭它，再点“重试”。"
LangString RUNNING ${LANG_ENGLISH} "Shuijie is running. Close it, then retry."

Name "$(APP) ${VERSION}"
BrandingText "Shuijie ${VERSION}"
OutFile "${OUT}"
VIProductVersion "${NUMBERS}"
VIAddVersionKey /LANG=${LANG_SIMPCHINESE} "ProductName" "水界 Shuijie"
VIAddVersionKey /LANG=${LANG_SIMPCHINESE} "FileDescription" "水界安装程序 Shuijie setup"
VIAddVersionKey /LANG=${LANG_SIMPCHINESE} "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=${LANG_SIMPCHINESE} "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=${LANG_SIMPCHINESE} "LegalCopyright" "MIT OR Apache-2.0"

Var Named

Function .onInit
    ; What /D= named; MultiUser would put its own in its place.
    StrCpy $Named $INSTDIR
    !insertmacro MULTIUSER_INIT
    ${If} $Named != ""
        StrCpy $INSTDIR $Named
    ${EndIf}
FunctionEnd

Function un.onInit
    ; Where this uninstaller lies; MultiUser would put what the registry says in its place.
    StrCpy $Named $INSTDIR
    !insertmacro MULTIUSER_UNINIT
    StrCpy $INSTDIR $Named
FunctionEnd

; A program that runs cannot be written over.
!macro WAIT_UNTIL_CLOSED
    ${DoWhile} ${FileExists} "$INSTDIR\shuijie.exe"
        ClearErrors
        FileOpen $0 "$INSTDIR\shuijie.exe" a
        ${IfNot} ${Errors}
            FileClose $0
            ${Break}
        ${EndIf}
        MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(RUNNING)" /SD IDCANCEL IDRETRY +3
        SetErrorLevel 2
        Quit
    ${Loop}
!macroend

Section
    !insertmacro WAIT_UNTIL_CLOSED
    SetOutPath "$INSTDIR"
    File "${STAGE}\shuijie.exe"
    File "${STAGE}\shuijie-cli.exe"
    File "${STAGE}\mod_spatialite.dll"
    File "${STAGE}\LICENSE-MIT.txt"
    File "${STAGE}\LICENSE-APACHE.txt"
    File "${STAGE}\THIRD-PARTY-LICENSES.txt"
    WriteUninstaller "$INSTDIR\Uninstall.exe"

    ; One name in every language: a later version in another language must not make a second one.
    CreateShortcut "$SMPROGRAMS\水界 Shuijie.lnk" "$INSTDIR\shuijie.exe"

    ; "Open with", without taking the ending from the program that has it.
    WriteRegStr SHCTX "Software\Classes\${PROG_ID}" "" "$(PROJECT)"
    WriteRegStr SHCTX "Software\Classes\${PROG_ID}\DefaultIcon" "" '"$INSTDIR\shuijie.exe",0'
    WriteRegStr SHCTX "Software\Classes\${PROG_ID}\shell\open\command" "" '"$INSTDIR\shuijie.exe" "%1"'
    WriteRegStr SHCTX "Software\Classes\.sqlite\OpenWithProgids" "${PROG_ID}" ""
    WriteRegStr SHCTX "Software\Classes\Applications\shuijie.exe" "FriendlyAppName" "$(APP)"
    WriteRegStr SHCTX "Software\Classes\Applications\shuijie.exe\shell\open\command" "" '"$INSTDIR\shuijie.exe" "%1"'
    WriteRegStr SHCTX "Software\Classes\Applications\shuijie.exe\SupportedTypes" ".sqlite" ""

    WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayName" "$(APP)"
    WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
    WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\shuijie.exe"
    WriteRegStr SHCTX "${UNINSTALL_KEY}" "Publisher" "Shuijie"
    WriteRegStr SHCTX "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
    WriteRegStr SHCTX "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\Uninstall.exe" /$MultiUser.InstallMode'
    WriteRegStr SHCTX "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\Uninstall.exe" /$MultiUser.InstallMode /S'
    WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoModify" 1
    WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoRepair" 1
    ${GetSize} "$INSTDIR" "/S=0K /G=0" $0 $1 $2
    IntFmt $0 "0x%08X" $0
    WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "EstimatedSize" "$0"
    System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

Section "Uninstall"
    !insertmacro WAIT_UNTIL_CLOSED
    Delete "$INSTDIR\shuijie.exe"
    Delete "$INSTDIR\shuijie-cli.exe"
    Delete "$INSTDIR\mod_spatialite.dll"
    Delete "$INSTDIR\LICENSE-MIT.txt"
    Delete "$INSTDIR\LICENSE-APACHE.txt"
    Delete "$INSTDIR\THIRD-PARTY-LICENSES.txt"
    Delete "$INSTDIR\Uninstall.exe"
    ; Only where nothing else lies in it.
    RMDir "$INSTDIR"
    Delete "$SMPROGRAMS\水界 Shuijie.lnk"
    DeleteRegValue SHCTX "Software\Classes\.sqlite\OpenWithProgids" "${PROG_ID}"
    DeleteRegKey SHCTX "Software\Classes\${PROG_ID}"
    DeleteRegKey SHCTX "Software\Classes\Applications\shuijie.exe"
    DeleteRegKey SHCTX "${UNINSTALL_KEY}"
    System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd
